import { PluginError } from '@gatehouse/plugin-kit';

interface Reader {
  text: string;
  shown: string;
  at: number;
  depth: number;
}

const deepest = 100;
const longestInteger = 400;
const words: Record<string, unknown> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};
const word = /-?[A-Za-z]+/y;
const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;

/**
 * JSON as Python writes it: NaN, Infinity and -Infinity stand for numbers. An integer that a double can not hold is a
 * bigint. Throws PluginError `not-json`, `duplicate-key` or `nested-too-deep` with line and column, and without
 * repeating what stands in the file, as JSON.parse would.
 */
export function parseJson(text: string, shown: string): unknown {
  const reader: Reader = { text, shown, at: 0, depth: 0 };
  const value = readValue(reader);
  skipSpace(reader);
  if (reader.at < text.length) refuse(reader, 'there is more after the end of the JSON value');
  return value;
}

function readValue(reader: Reader): unknown {
  skipSpace(reader);
  const { text, at } = reader;
  if (text[at] === '"') return readString(reader);
  if (text[at] === '{') return nested(reader, readObject);
  if (text[at] === '[') return nested(reader, readList);
  const found = match(reader, number);
  if (found) return numberOfText(found[0], found[1] === undefined && found[2] === undefined);
  const named = match(reader, word)?.[0] ?? '';
  if (Object.hasOwn(words, named)) return words[named];
  reader.at = at;
  return refuse(reader, at < text.length ? 'a JSON value is expected' : 'the text ends too early');
}

// Two integers beyond 2^53 must not become the same number in silence.
function numberOfText(text: string, isInteger: boolean): number | bigint {
  const value = Number(text);
  if (!isInteger || Number.isSafeInteger(value) || !Number.isFinite(value) || text.length > longestInteger)
    return value;
  return BigInt(text) === BigInt(value) ? value : BigInt(text);
}

function nested<T>(reader: Reader, read: (reader: Reader) => T): T {
  reader.depth += 1;
  if (reader.depth > deepest)
    throw new PluginError(
      'nested-too-deep',
      `${place(reader)}: more than ${deepest} levels of nesting`,
      'No tool nests that deep; is it the right file?',
    );
  reader.at += 1;
  const value = read(reader);
  reader.depth -= 1;
  return value;
}

function readObject(reader: Reader): Record<string, unknown> {
  // Without a prototype, a key like __proto__ is one like any other.
  const fields: Record<string, unknown> = Object.create(null);
  for (let first = true; !take(reader, '}'); first = false) {
    if (!first) expect(reader, ',');
    skipSpace(reader);
    if (reader.text[reader.at] !== '"') refuse(reader, 'a key in double quotes is expected');
    const start = reader.at;
    const key = readString(reader);
    if (Object.hasOwn(fields, key)) {
      reader.at = start;
      throw new PluginError(
        'duplicate-key',
        `${place(reader)}: the key stands twice in one object`,
        'Which of the two counts can not be told; write the report again.',
      );
    }
    expect(reader, ':');
    fields[key] = readValue(reader);
  }
  return fields;
}

function readList(reader: Reader): unknown[] {
  const items: unknown[] = [];
  while (!take(reader, ']')) {
    if (items.length > 0) expect(reader, ',');
    items.push(readValue(reader));
  }
  return items;
}

function readString(reader: Reader): string {
  const { text, at: start } = reader;
  let escaped = false;
  for (reader.at += 1; reader.at < text.length; reader.at += 1) {
    const code = text.charCodeAt(reader.at);
    if (code === 0x22) {
      reader.at += 1;
      return escaped ? decodeString(reader, start) : text.slice(start + 1, reader.at - 1);
    }
    if (code < 0x20) return refuse(reader, 'a control character stands in a string');
    if (code !== 0x5c) continue;
    escaped = true;
    reader.at += 1;
  }
  return refuse(reader, 'the text ends inside of a string');
}

function decodeString(reader: Reader, start: number): string {
  try {
    return JSON.parse(reader.text.slice(start, reader.at)) as string;
  } catch {
    reader.at = start;
    return refuse(reader, 'a string has an unknown escape');
  }
}

function match(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (found) reader.at = pattern.lastIndex;
  return found;
}

function take(reader: Reader, character: string): boolean {
  skipSpace(reader);
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  return true;
}

function expect(reader: Reader, character: string): void {
  if (take(reader, character)) return;
  refuse(reader, reader.at < reader.text.length ? `\`${character}\` is expected` : 'the text ends too early');
}

function skipSpace(reader: Reader): void {
  while (' \n\r\t'.includes(reader.text[reader.at] ?? '?')) reader.at += 1;
}

function refuse(reader: Reader, what: string): never {
  throw new PluginError(
    'not-json',
    `${place(reader)}: ${what}`,
    'Is the file cut off, or of another format? Write the report again.',
  );
}

function place({ text, shown, at }: Reader): string {
  const before = text.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  return `${shown}, line ${before.split('\n').length}, column ${at - start + 1}`;
}
