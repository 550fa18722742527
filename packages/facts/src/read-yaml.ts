import { GatehouseError, type Place } from '@gatehouse/contracts';
import { type Document, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { decodeUtf8, placeOfOffset } from './source-text.ts';

/** A YAML file as plain data, with the place of each value. */
export interface YamlFile {
  value: unknown;
  /** Where the value at a path of keys and indices stands; the nearest parent if it is absent. */
  locate(path: readonly (string | number)[]): Place;
}

interface ReadText {
  document: Document.Parsed;
  value: unknown;
}

// The texts that were read last, newest last: one run reads the same release again and again.
const lately = new Map<string, ReadText>();
const kept = 512 * 1024;

/**
 * Reads YAML strictly: one document, UTF-8, unique string keys; no aliases, anchors, tags, directives, no integers
 * beyond 2^53, no NaN or infinities. The data is frozen: who reads the same text again may get the same objects.
 * Throws `input.not_utf8` and `input.yaml`, with file, line and column.
 */
export function readYaml(bytes: Uint8Array, file: string): YamlFile {
  const text = decodeUtf8(bytes, file);
  const read = lately.get(text) ?? readText(text, file);
  keep(text, read);
  return { value: read.value, locate: (path) => locate(read.document, text, file, path) };
}

function keep(text: string, read: ReadText): void {
  lately.delete(text);
  lately.set(text, read);
  let size = [...lately.keys()].reduce((sum, { length }) => sum + length, 0);
  for (const oldest of lately.keys()) {
    if (size <= kept) return;
    size -= oldest.length;
    lately.delete(oldest);
  }
}

function readText(text: string, file: string): ReadText {
  const document = parse(text, file);
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw refuse(problem.pos[0], ...explain(problem.code, problem.message));
  if (/^%/m.test(text) && text.search(/^%/m) < (document.contents?.range?.[0] ?? 0)) {
    throw refuse(
      text.search(/^%/m),
      'a YAML directive is not allowed here',
      'Remove the line that starts with %.',
    );
  }
  return { document, value: plain(document.contents) };

  function plain(node: unknown): unknown {
    if (node === null || node === undefined) return null;
    const { tag, anchor } = node as { tag?: string; anchor?: string };
    const offset = (node as Node).range?.[0] ?? 0;
    if (anchor !== undefined)
      throw refuse(
        offset,
        `an anchor (&${anchor}) is not allowed here`,
        'Write the value out where it is needed.',
      );
    if (isScalar(node)) return scalar(node.value, node.source, tag, offset);
    if (isMap(node)) {
      refuseTag(tag, offset);
      const value: Record<string, unknown> = {};
      for (const pair of node.items) {
        const key = isScalar(pair.key) ? String(plain(pair.key)) : '';
        if (key === '__proto__')
          throw refuse(
            (pair.key as Node).range?.[0] ?? offset,
            'the key __proto__ is not allowed',
            'Rename it.',
          );
        value[key] = plain(pair.value);
      }
      return Object.freeze(value);
    }
    if (isSeq(node)) {
      refuseTag(tag, offset);
      return Object.freeze(node.items.map(plain));
    }
    throw refuse(offset, 'an alias (*name) is not allowed here', 'Write the value out where it is needed.');
  }

  function scalar(
    value: unknown,
    source: string | undefined,
    tag: string | undefined,
    offset: number,
  ): unknown {
    refuseTag(tag, offset);
    if (typeof value === 'number') {
      const whole = /^[-+]?(\d+|0x[0-9a-fA-F]+|0o[0-7]+)$/.test(source ?? '');
      if (!Number.isFinite(value))
        throw refuse(offset, `${source} is not a number that can be judged`, 'Write a finite number.');
      if (whole && !Number.isSafeInteger(value))
        throw refuse(offset, `${source} is beyond 2^53 and would be rounded`, 'Put it in quotes.');
    }
    return value;
  }

  function refuseTag(tag: string | undefined, offset: number): void {
    if (tag !== undefined)
      throw refuse(offset, `a YAML tag (${tag}) is not allowed here`, 'Remove the word that starts with !.');
  }

  function refuse(offset: number, message: string, hint: string): GatehouseError {
    return new GatehouseError('input.yaml', message, {
      hint,
      place: { file, ...placeOfOffset(text, offset) },
    });
  }
}

function locate(
  document: Document.Parsed,
  text: string,
  file: string,
  path: readonly (string | number)[],
): Place {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && item.key.value === step)
      : undefined;
    const next = pair ? pair.value : isSeq(node) && typeof step === 'number' ? node.items[step] : undefined;
    const anchor = (pair?.key ?? next) as Node | null | undefined;
    if (!anchor) break;
    offset = anchor.range?.[0] ?? offset;
    node = next;
  }
  return { file, ...placeOfOffset(text, offset) };
}

function parse(text: string, file: string) {
  try {
    return parseDocument(text, {
      schema: 'core',
      version: '1.2',
      strict: true,
      uniqueKeys: true,
      stringKeys: true,
      prettyErrors: false,
    });
  } catch (cause) {
    // Thousands of brackets inside each other exhaust the parser's stack.
    throw new GatehouseError('input.yaml', `${file} is nested too deeply to be read`, {
      hint: 'A release needs no more than a few levels.',
      place: { file },
      cause,
    });
  }
}

function explain(code: string, message: string): [message: string, hint: string] {
  if (code === 'DUPLICATE_KEY') return ['a key is there twice', 'Keep one of the two.'];
  if (code === 'MULTIPLE_DOCS')
    return ['more than one YAML document', 'Keep one document: remove the line ---.'];
  if (code === 'TAB_AS_INDENT') return ['a tab is used to indent', 'Indent with spaces.'];
  if (code === 'NON_STRING_KEY') return ['a key is not a string', 'Put the key in quotes.'];
  if (code === 'TAG_RESOLVE_FAILED')
    return [message.split('\n')[0] as string, 'Remove the word that starts with !.'];
  return [
    message.split('\n')[0] as string,
    'Check the indentation, colons and quotes on this line and the one above.',
  ];
}
