import { isUtf8 } from 'node:buffer';
import { PluginError } from './define-plugin.ts';

interface Reader {
  bytes: Buffer;
  shown: string;
  leftOut: ReadonlySet<string>;
  at: number;
  depth: number;
}

const deepest = 100;
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const words = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * JSON (RFC 8259, UTF-8) of a large report, read from its bytes: it is never a text as a whole, and members by the names of
 * `leftOut`, such as descriptions, are read over, so that it takes little more memory than its size. Only of objects that
 * stand in a list: what is a name elsewhere, of a package for one, is none of them. As parseJsonStrictly, it
 * refuses the key `__proto__`, and a key twice in one object, but in what is left out. Throws PluginError `not-json` with
 * line and column, `nested-too-deep` and `not-utf8`.
 */
export function parseLargeJson(bytes: Uint8Array, shown: string, leftOut: ReadonlySet<string>): unknown {
  if (!isUtf8(bytes))
    throw new PluginError(
      'not-utf8',
      `${shown} is not UTF-8`,
      'Let its tool write the file itself: PowerShell, for one, writes UTF-16 where output is redirected.',
    );
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = buffer.subarray(0, 3).equals(Buffer.from('\ufeff')) ? 3 : 0;
  const reader = { bytes: buffer, shown, leftOut, at: start, depth: 0 };
  const value = readValue(reader, true);
  if (skipSpace(reader) !== undefined) refuse(reader, 'there is more after the end of the value');
  return value;
}

function readValue(reader: Reader, isKept: boolean, inList = false): unknown {
  const next = skipSpace(reader);
  if (next === 0x22) return readString(reader, isKept);
  if (next === 0x7b) return nested(reader, () => readObject(reader, isKept, inList));
  if (next === 0x5b) return nested(reader, () => readList(reader, isKept));
  const { bytes, at } = reader;
  while (isOfWord(bytes[reader.at])) reader.at += 1;
  const word = bytes.toString('latin1', at, Math.min(reader.at, at + 1000));
  if (words.has(word)) return words.get(word);
  if (number.test(word)) return Number(word);
  reader.at = at;
  return refuse(reader, next === undefined ? 'the text ends too early' : 'a value is expected');
}

// Letters, digits, signs and the point.
function isOfWord(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e
  );
}

function nested<T>(reader: Reader, read: () => T): T {
  reader.depth += 1;
  if (reader.depth > deepest)
    throw new PluginError(
      'nested-too-deep',
      `${place(reader)}: more than ${deepest} levels of nesting`,
      'No tool nests that deep; is it the right file?',
    );
  reader.at += 1;
  const value = read();
  reader.depth -= 1;
  return value;
}

function readObject(reader: Reader, isKept: boolean, inList: boolean): unknown {
  const fields: Record<string, unknown> = {};
  for (let isFirst = true; !takes(reader, 0x7d); isFirst = false) {
    if (!isFirst) demand(reader, 0x2c);
    if (skipSpace(reader) !== 0x22) refuse(reader, 'a key in double quotes is expected');
    const start = reader.at;
    const key = readString(reader, isKept) as string;
    if (isKept && (Object.hasOwn(fields, key) || key === '__proto__')) {
      reader.at = start;
      refuse(
        reader,
        key === '__proto__' ? 'the key `__proto__` is not accepted' : 'the key stands twice in one object',
      );
    }
    demand(reader, 0x3a);
    const isLeftOut = inList && reader.leftOut.has(key);
    const value = readValue(reader, isKept && !isLeftOut);
    // What is left out stays as undefined, so that it cannot stand twice.
    if (isKept) fields[key] = isLeftOut ? undefined : value;
  }
  return fields;
}

function readList(reader: Reader, isKept: boolean): unknown {
  const items: unknown[] = [];
  for (let isFirst = true; !takes(reader, 0x5d); isFirst = false) {
    if (!isFirst) demand(reader, 0x2c);
    const value = readValue(reader, isKept, true);
    if (isKept) items.push(value);
  }
  return items;
}

function readString(reader: Reader, isKept: boolean): string {
  const { bytes, at: start } = reader;
  let isEscaped = false;
  for (let at = start + 1; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte === 0x22) {
      reader.at = at + 1;
      if (isEscaped) return decodeEscapes(reader, start, isKept);
      return isKept ? bytes.toString('utf8', start + 1, at) : '';
    }
    if (byte < 0x20) {
      reader.at = at;
      refuse(reader, 'a control character stands in a string');
    }
    if (byte !== 0x5c) continue;
    isEscaped = true;
    at += 1;
  }
  return refuse(reader, 'a string has no end');
}

function decodeEscapes(reader: Reader, start: number, isKept: boolean): string {
  try {
    const text = JSON.parse(reader.bytes.toString('utf8', start, reader.at)) as string;
    return isKept ? text : '';
  } catch {
    reader.at = start;
    return refuse(reader, 'a string has an unknown escape');
  }
}

/** The byte that comes next, or undefined at the end. */
function skipSpace(reader: Reader): number | undefined {
  for (;;) {
    const byte = reader.bytes[reader.at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
    reader.at += 1;
  }
}

function takes(reader: Reader, byte: number): boolean {
  if (skipSpace(reader) !== byte) return false;
  reader.at += 1;
  return true;
}

function demand(reader: Reader, byte: number): void {
  if (takes(reader, byte)) return;
  const isEnd = reader.at >= reader.bytes.length;
  refuse(reader, isEnd ? 'the text ends too early' : `\`${String.fromCharCode(byte)}\` is expected`);
}

function refuse(reader: Reader, what: string): never {
  throw new PluginError(
    'not-json',
    `${place(reader)}: ${what}`,
    'Is it cut off, or did its tool fail and write nothing? Run the tool again.',
  );
}

function place({ bytes, shown, at }: Reader): string {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0 && end < at; end = bytes.indexOf(0x0a, end + 1)) {
    line += 1;
    start = end + 1;
  }
  return `${shown}, line ${line}, column ${bytes.toString('utf8', start, at).length + 1}`;
}
