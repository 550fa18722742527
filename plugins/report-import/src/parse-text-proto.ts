import { PluginError } from '@gatehouse/plugin-kit';
import type { Fields } from './shape.ts';

interface Reader {
  tokens: { text: string; line: number }[];
  shown: string;
  at: number;
  repeated: readonly string[];
}

const deepest = 100;
const tokenForms =
  /\s+|#[^\n]*|("(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'|[A-Za-z_][\w.]*|-?(?:\d[\w.+-]*|\.\d[\w+-]*|inf(?:inity)?\b|nan\b)|[{}<>[\]:;,])/giy;

/**
 * A message in protobuf's text format (.pbtxt), as JSON.parse would give it: a field that is there several times, or that is
 * `repeated`, is a list; a name of an enumeration is a text. Throws PluginError `not-text-proto` with the line.
 */
export function parseTextProto(text: string, shown: string, repeated: readonly string[]): Fields {
  const reader: Reader = { tokens: tokensOf(text, shown), shown, at: 0, repeated };
  const message = readMessage(reader, undefined, 0);
  if (reader.at < reader.tokens.length) refuse(reader, 'there is more after the end of the message');
  return message;
}

function tokensOf(text: string, shown: string): Reader['tokens'] {
  const tokens: Reader['tokens'] = [];
  let line = 1;
  for (let at = 0; at < text.length; at = tokenForms.lastIndex) {
    tokenForms.lastIndex = at;
    const found = tokenForms.exec(text);
    if (!found) throw notText(shown, line, 'a field is expected');
    if (found[1] !== undefined) tokens.push({ text: found[1], line });
    line += found[0].split('\n').length - 1;
  }
  return tokens;
}

function readMessage(reader: Reader, end: string | undefined, depth: number): Fields {
  if (depth > deepest) refuse(reader, `more than ${deepest} levels of nesting`);
  const fields: Fields = Object.create(null);
  while (!take(reader, end)) {
    const name = next(reader, 'a field is expected');
    if (!/^[A-Za-z_]\w*$/.test(name)) refuse(reader, 'the name of a field is expected');
    const hasColon = take(reader, ':');
    const values = take(reader, '[') ? readList(reader, depth) : [readValue(reader, hasColon, depth)];
    add(fields, name, values, reader.repeated);
    if (!take(reader, ',')) take(reader, ';');
  }
  return fields;
}

function add(fields: Fields, name: string, values: unknown[], repeated: readonly string[]): void {
  const known = fields[name];
  const all = known === undefined ? values : [...(Array.isArray(known) ? known : [known]), ...values];
  fields[name] = all.length === 1 && !repeated.includes(name) ? all[0] : all;
}

function readList(reader: Reader, depth: number): unknown[] {
  const values: unknown[] = [];
  while (!take(reader, ']')) {
    if (values.length > 0 && !take(reader, ',')) refuse(reader, 'a comma is expected');
    values.push(readValue(reader, true, depth));
  }
  return values;
}

function readValue(reader: Reader, hasColon: boolean, depth: number): unknown {
  if (take(reader, '{')) return readMessage(reader, '}', depth + 1);
  if (take(reader, '<')) return readMessage(reader, '>', depth + 1);
  if (!hasColon) refuse(reader, 'a colon or a brace is expected');
  const token = next(reader, 'a value is expected');
  if (/^["']/.test(token)) return readText(reader, token);
  if (token === 'true' || token === 'false') return token === 'true';
  const word = /^(-?)(?:(inf|infinity)|nan)$/i.exec(token);
  if (word) return word[2] === undefined ? Number.NaN : word[1] === '-' ? -Infinity : Infinity;
  if (/^[A-Za-z_]\w*$/.test(token)) return token;
  const number = Number(token.replace(/f$/i, ''));
  return Number.isNaN(number) ? refuse(reader, 'a value is expected') : number;
}

// Texts beside each other are one.
function readText(reader: Reader, first: string): string {
  let text = first.slice(1, -1);
  for (let token = reader.tokens[reader.at]?.text; token && /^["']/.test(token); ) {
    text += token.slice(1, -1);
    reader.at += 1;
    token = reader.tokens[reader.at]?.text;
  }
  return decodeEscapes(text);
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

// Octal and hexadecimal escapes are bytes of UTF-8.
function decodeEscapes(text: string): string {
  return text.replaceAll(/(?:\\(?:[0-7]{1,3}|x[0-9a-f]{1,2}))+|\\([^0-7x])/gi, (whole, plain) => {
    if (plain !== undefined) return escapes[plain] ?? plain;
    const bytes = whole
      .split('\\')
      .slice(1)
      .map((part: string) =>
        /^x/i.test(part) ? Number.parseInt(part.slice(1), 16) : Number.parseInt(part, 8),
      );
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
}

function take(reader: Reader, token: string | undefined): boolean {
  const found = reader.tokens[reader.at]?.text;
  if (token === undefined) return found === undefined;
  if (found !== token) return false;
  reader.at += 1;
  return true;
}

function next(reader: Reader, expected: string): string {
  const token = reader.tokens[reader.at];
  if (token === undefined) return refuse(reader, `${expected}, and the text ends`);
  reader.at += 1;
  return token.text;
}

function refuse({ tokens, at, shown }: Reader, what: string): never {
  throw notText(shown, (tokens[Math.min(at, tokens.length - 1)] ?? { line: 1 }).line, what);
}

function notText(shown: string, line: number, what: string): PluginError {
  return new PluginError(
    'not-text-proto',
    `${shown}, line ${line}: ${what}`,
    'Write it with `write_anomalies_text` or `MessageToJson`; a binary SchemaDiff.pb is not read.',
  );
}
