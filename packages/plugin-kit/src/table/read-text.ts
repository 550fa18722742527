import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { PluginError } from '../define-plugin.ts';
import type { ReaderOptions } from './reader-options.ts';

/** A file to be read as text. */
export interface TextFile {
  /** Absolute. */
  file: string;
  /** As in the configuration: its ending says whether it is compressed. */
  shown: string;
}

type Encoding = NonNullable<ReaderOptions['encoding']>;

/**
 * The text of a file, piece by piece, without a byte order mark. Throws PluginError `encoding` with byte and line for
 * what is not written so, `table-unreadable` for a file that cannot be unpacked.
 */
export async function* readText({ file, shown }: TextFile, encoding: Encoding): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let lines = 1;
  for await (const bytes of unpacked(file, shown)) {
    decoder ??= startDecoding(bytes, encoding, shown);
    checkBytes(bytes, encoding, lines, shown);
    lines += countLines(bytes);
    const text = decode(decoder, bytes, shown);
    if (text !== '') yield text;
  }
  const rest = decoder === undefined ? '' : decode(decoder, undefined, shown);
  if (rest !== '') yield rest;
}

function startDecoding(bytes: Buffer, encoding: Encoding, shown: string): TextDecoder {
  const mark = markOf(bytes);
  const isSo = mark?.encoding === encoding || (mark === undefined && encoding !== 'utf-16');
  if (!isSo)
    throw new PluginError(
      'encoding',
      mark === undefined
        ? `${shown} does not begin with the byte order mark of UTF-16`
        : `${shown} is not ${encoding.toUpperCase()}: it begins with the byte order mark of ${mark.encoding.toUpperCase()}`,
      mark === undefined || mark.encoding === 'utf-8'
        ? 'Correct `encoding` under `reader`.'
        : 'Write it as UTF-8, or say `encoding: utf-16` under `reader`.',
    );
  // Of the bytes that a text in latin-1 has, windows-1252 makes the same letters.
  return new TextDecoder(mark?.name ?? (encoding === 'utf-8' ? 'utf-8' : 'windows-1252'), { fatal: true });
}

function markOf([first, second, third]: Buffer): { encoding: Encoding; name: string } | undefined {
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16', name: 'utf-16le' };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16', name: 'utf-16be' };
  const isUtf8Mark = first === 0xef && second === 0xbb && third === 0xbf;
  return isUtf8Mark ? { encoding: 'utf-8', name: 'utf-8' } : undefined;
}

function decode(decoder: TextDecoder, bytes: Buffer | undefined, shown: string): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw new PluginError(
      'encoding',
      `${shown} is not written in ${decoder.encoding.toUpperCase()}`,
      'Say under `reader` in which `encoding` it is written, or write it as UTF-8.',
    );
  }
}

async function* unpacked(file: string, shown: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file, { highWaterMark: 1 << 20 });
  const stream = shown.toLowerCase().endsWith('.gz') ? source.pipe(createGunzip()) : source;
  source.on('error', (error) => stream.destroy(error));
  let kept: Buffer = Buffer.alloc(0);
  try {
    for await (const bytes of stream) {
      // Ends with a line, so that no character is cut.
      const all = kept.length === 0 ? (bytes as Buffer) : Buffer.concat([kept, bytes as Buffer]);
      const end = Math.max(all.lastIndexOf(0x0a), all.lastIndexOf(0x0d)) + 1;
      if (end > 0) yield all.subarray(0, end);
      kept = all.subarray(end);
    }
  } catch (error) {
    if (error instanceof PluginError) throw error;
    throw new PluginError(
      'table-unreadable',
      `${shown} cannot be read: ${(error as Error).message}`,
      'Check that the file is complete and in the format that its name says.',
    );
  } finally {
    source.destroy();
  }
  if (kept.length > 0) yield kept;
}

/** Throws PluginError `encoding` with byte and line for bytes that the encoding does not have. */
function checkBytes(bytes: Buffer, encoding: Encoding, firstLine: number, shown: string): void {
  const at = firstForeign(bytes, encoding);
  if (at < 0) return;
  const byte = (bytes[at] as number).toString(16).toUpperCase().padStart(2, '0');
  const line = firstLine + countLines(bytes.subarray(0, at));
  throw new PluginError(
    'encoding',
    `${shown} is not ${encoding.toUpperCase()} (byte 0x${byte} in line ${line})`,
    hintFor(bytes, at, encoding),
  );
}

function firstForeign(bytes: Buffer, encoding: Encoding): number {
  if (encoding === 'utf-16') return -1;
  // No text has it; UTF-16 without its mark has one in each letter.
  const zero = bytes.indexOf(0);
  if (zero >= 0) return zero;
  if (encoding === 'utf-8') return isUtf8(bytes) ? -1 : firstNotUtf8(bytes);
  // Latin-1 has control characters there, windows-1252 letters but for five of them.
  const isForeign =
    encoding === 'latin-1'
      ? (byte: number) => byte >= 0x80 && byte < 0xa0
      : (byte: number) => undefinedIn1252.includes(byte);
  return bytes.findIndex(isForeign);
}

const undefinedIn1252: readonly number[] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

function hintFor(bytes: Buffer, at: number, encoding: Encoding): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'It is compressed by gzip: let its name end with .gz.';
  if (bytes[at] === 0)
    return 'Write it as UTF-8. UTF-16 has to begin with its byte order mark, and is read with `encoding: utf-16` under `reader`.';
  return encoding === 'utf-8'
    ? 'Write it as UTF-8, or say under `reader` in which `encoding` it is written: latin-1, windows-1252 or utf-16.'
    : 'Correct `encoding` under `reader`, or write the file as UTF-8.';
}

/** How many lines end in these bytes. */
function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}

// The longest beginning that is UTF-8, by halving; one that ends inside of a character counts up to it.
function firstNotUtf8(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const isGood = [0, 1, 2, 3].some((cut) => middle - cut >= 0 && isUtf8(bytes.subarray(0, middle - cut)));
    if (isGood) good = middle;
    else bad = middle;
  }
  const end = [0, 1, 2, 3].find((cut) => isUtf8(bytes.subarray(0, good - cut))) ?? 0;
  return good - end;
}
