import { readFile } from 'node:fs/promises';
import { PluginError } from '@gatehouse/plugin-kit';
import { isAlias, isScalar, LineCounter, parseDocument, visit } from 'yaml';

const largest = 5_000_000;

/**
 * Reads YAML strictly: UTF-8, one document, unique string keys; no aliases, anchors, tags or directives, no number that
 * would be rounded. Throws PluginError `contract-yaml`, with line and column.
 *
 * @param shown the path as in the configuration
 */
export async function readYaml(path: string, shown: string): Promise<unknown> {
  const bytes = await readFile(path);
  const refuse = (what: string, at = '') => new PluginError('contract-yaml', `${shown}${at}: ${what}`);
  if (bytes.length > largest) throw refuse(`larger than ${largest} bytes`);
  const text = decode(bytes);
  if (text === undefined) throw refuse('not UTF-8');
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `:${line}:${col}`;
  };
  const document = parse(text, lines);
  if (document === undefined) throw refuse('nested too deeply to be read');
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw refuse(problem.message.split('\n')[0] as string, place(problem.pos[0]));
  if (document.directives?.docStart && /^%/m.test(text.slice(0, document.contents?.range?.[0] ?? 0)))
    throw refuse('a directive is not allowed');
  visit(document, {
    Node(_, node) {
      const at = place(node.range?.[0] ?? 0);
      if (isAlias(node) || ('anchor' in node && node.anchor !== undefined))
        throw refuse('anchors and aliases are not allowed', at);
      if (node.tag !== undefined) throw refuse(`the tag ${node.tag} is not allowed`, at);
      if (isScalar(node) && typeof node.value === 'number' && !isExact(node.value, node.source))
        throw refuse(`${node.source} can not be read exactly`, at);
    },
  });
  return document.toJS({ maxAliasCount: 0 });
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

// Thousands of brackets inside each other exhaust the parser's stack.
function parse(text: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, {
      schema: 'core',
      version: '1.2',
      strict: true,
      uniqueKeys: true,
      stringKeys: true,
      prettyErrors: false,
      lineCounter,
    });
  } catch {
    return undefined;
  }
}

function isExact(value: number, source: string | undefined): boolean {
  if (!Number.isFinite(value)) return false;
  return !/^[-+]?(\d+|0x[0-9a-f]+|0o[0-7]+)$/i.test(source ?? '') || Number.isSafeInteger(value);
}
