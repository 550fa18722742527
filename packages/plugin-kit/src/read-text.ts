import { readFileSync, statSync } from 'node:fs';
import { parseJsonStrictly } from '@gatehouse/contracts';
import { PluginError } from './define-plugin.ts';

/**
 * The bytes of a report. `largest` is in bytes: a report is read as a whole, and takes several times its size in memory.
 * Throws PluginError `report-too-large`.
 */
export function readReport(path: string, shown: string, largest: number): Uint8Array {
  const { size } = statSync(path);
  if (size <= largest) return readFileSync(path);
  throw new PluginError(
    'report-too-large',
    `${shown} has ${size} bytes; at most ${largest} are read`,
    'Split it, or let its tool leave out what is not needed.',
  );
}

/** UTF-8 as text, without a byte order mark. Throws PluginError `not-utf8`. */
export function decodeUtf8(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new PluginError(
      'not-utf8',
      `${shown} is not UTF-8`,
      'Let its tool write the file itself: PowerShell, for one, writes UTF-16 where output is redirected.',
    );
  }
}

/** A JSON text of a report; see parseJsonStrictly. Throws PluginError `not-json`, with line and column. */
export function parseJson(text: string, shown: string): unknown {
  try {
    return parseJsonStrictly(text);
  } catch (error) {
    throw new PluginError(
      'not-json',
      `${shown} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      'Is it cut off, or did its tool fail and write nothing? Run the tool again.',
    );
  }
}
