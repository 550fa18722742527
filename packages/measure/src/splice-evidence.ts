import { isDeepStrictEqual } from 'node:util';
import { GatehouseError, type ReleaseEvidence } from '@gatehouse/contracts';
import {
  type CST,
  type Document,
  isCollection,
  isMap,
  isPair,
  isSeq,
  LineCounter,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

/** The entries of a release's `evidence:`, none if there is no such list. Throws as spliceEvidence does. */
export function readEntries(text: string): ReleaseEvidence[] {
  return entriesOf(open(text));
}

/**
 * release.yaml with `entries` as its `evidence:` list. It is text that is spliced, never a document that is printed
 * again: all bytes outside of the list stay, and in it those of unchanged entries and of comments between entries.
 * Throws GatehouseError `input.yaml` or `input.schema` for a file that it can not change safely.
 */
export function spliceEvidence(text: string, entries: readonly ReleaseEvidence[]): string {
  const document = open(text);
  const before = entriesOf(document);
  if (isDeepStrictEqual(before, entries)) return text;
  const pair = document.contents.items.find((item) => isPair(item) && keyOf(item) === 'evidence');
  const style = { eol: text.includes('\r\n') ? '\r\n' : '\n', before, entries };
  const spliced = pair ? replaceList(text, pair, style) : appendList(text, document, style);
  checkSplice(document.toJS(), spliced, entries);
  return spliced;
}

interface Style {
  eol: string;
  before: readonly ReleaseEvidence[];
  entries: readonly ReleaseEvidence[];
}

type Parsed = Document.Parsed & { contents: YAMLMap.Parsed };
type Pair = YAMLMap.Parsed['items'][number];

function open(text: string): Parsed {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { keepSourceTokens: true, lineCounter, version: '1.2' });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    const message = error.message.split('\n')[0] ?? 'not YAML';
    throw new GatehouseError('input.yaml', message, { place: { line, column: col } });
  }
  if (!isMap(document.contents) || document.contents.flow)
    throw new GatehouseError('input.yaml', 'evidence can be written only into a block of `key: value` lines');
  return document as Parsed;
}

function entriesOf(document: Parsed): ReleaseEvidence[] {
  const list: unknown = (document.toJS() as Record<string, unknown>).evidence ?? [];
  const good = Array.isArray(list) && list.every((entry) => typeof entry?.id === 'string');
  if (good) return list;
  throw new GatehouseError('input.schema', '`evidence` must be a list of entries, each with an `id`', {
    hint: 'Remove it: `pnpm gate validate` writes it again.',
  });
}

function keyOf(pair: Pair): unknown {
  return 'value' in pair.key ? pair.key.value : undefined;
}

function replaceList(text: string, pair: Pair, style: Style): string {
  const start = lineStart(text, pair.key.range[0]);
  const indent = text.slice(start, pair.key.range[0]);
  if (indent.trim() !== '')
    throw new GatehouseError('input.yaml', '`evidence:` must stand on a line of its own');
  if (isSeq(pair.value) && !pair.value.flow && style.entries.length > 0)
    return replaceItems(text, pair.value, style);
  const valueEnd = pair.value ? deepEnd(pair.value) : pair.key.range[1];
  const end = lineEnd(text, valueEnd);
  const comment = text.slice(valueEnd, end).trim().replace(/^:\s*/, '');
  return text.slice(0, start) + printList(indent, style, comment) + text.slice(end);
}

function replaceItems(text: string, list: YAMLSeq.Parsed, { before, entries, eol }: Style): string {
  const wanted = new Map(entries.map((entry) => [entry.id, entry]));
  const dashes = (list.srcToken as CST.BlockSequence).items.map(
    ({ start }) => start.find((token) => token.type === 'seq-item-ind')?.offset as number,
  );
  let result = '';
  let done = 0;
  let indent = '';
  for (const [index, item] of list.items.entries()) {
    const start = lineStart(text, dashes[index] as number);
    const end = lineEnd(text, deepEnd(item));
    indent = text.slice(start, dashes[index]);
    const old = before[index] as ReleaseEvidence;
    const entry = wanted.get(old.id);
    result += text.slice(done, start);
    if (entry)
      result += isDeepStrictEqual(entry, old) ? text.slice(start, end) : printItem(entry, indent, eol);
    wanted.delete(old.id);
    done = end;
  }
  const added = [...wanted.values()].map((entry) => printItem(entry, indent, eol)).join('');
  const open = added !== '' && result !== '' && !result.endsWith('\n') ? eol : '';
  return result + open + added + text.slice(done);
}

function appendList(text: string, document: Parsed, style: Style): string {
  // An explicit end of the document: dots at the start of a line can not be anything else.
  const end = /^\.\.\.(?=\s|$)/m.exec(text)?.index ?? text.length;
  const first = document.contents.items[0]?.key.range[0] ?? 0;
  const indent = text.slice(lineStart(text, first), first).replace(/^\uFEFF/, '');
  const body = text.slice(0, end);
  const open = body === '' || body.endsWith('\n') ? '' : style.eol;
  return body + open + printList(indent, style) + text.slice(end);
}

function printList(indent: string, { entries, eol }: Style, comment = ''): string {
  const head = [`${indent}evidence:`, entries.length === 0 ? '[]' : '', comment]
    .filter((part) => part !== '')
    .join(' ');
  return head + eol + entries.map((entry) => printItem(entry, `${indent}  `, eol)).join('');
}

function printItem(entry: ReleaseEvidence, indent: string, eol: string): string {
  const lines = stringify([entry], { lineWidth: 0, blockQuote: false, version: '1.2' }).trimEnd().split('\n');
  return lines.map((line) => `${indent}${line}${eol}`).join('');
}

// Where the last scalar or bracket of a value ends: comments below it are somebody else's.
function deepEnd(node: unknown): number {
  if (isCollection(node) && !node.flow) {
    const last: unknown = node.items.at(-1);
    if (isPair(last)) return deepEnd(last.value ?? last.key);
    if (last !== undefined) return deepEnd(last);
  }
  return (node as { range: [number, number, number] }).range[1];
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

// A block scalar ends behind its last line already.
function lineEnd(text: string, offset: number): number {
  if (text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

// The last word: read again, the file must say what it said before, and the entries. Else nothing is written.
function checkSplice(before: unknown, text: string, entries: readonly ReleaseEvidence[]): void {
  const expected = { ...(before as Record<string, unknown>), evidence: entries };
  const document = parseDocument(text, { version: '1.2' });
  if (document.errors.length === 0 && isDeepStrictEqual(document.toJS(), expected)) return;
  throw new GatehouseError(
    'input.yaml',
    'evidence can not be written into this file without changing other parts',
    {
      hint: 'Put `evidence: []` at its end, on a line of its own.',
    },
  );
}
