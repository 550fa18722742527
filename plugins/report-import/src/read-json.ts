import { readFileSync, statSync } from 'node:fs';
import { PluginError } from '@gatehouse/plugin-kit';
import { parseJson } from './parse-json.ts';

const largest = 64 * 1024 * 1024;

/** The text of a UTF-8 file. Throws PluginError `report-too-large` or `not-utf8`. */
export function readText(path: string, shown: string): string {
  const { size } = statSync(path);
  if (size > largest)
    throw new PluginError(
      'report-too-large',
      `${shown} has ${size} bytes; at most ${largest} are read`,
      'Leave plots and samples out of the report, or split it.',
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch {
    throw new PluginError('not-utf8', `${shown} is not UTF-8`, 'Let the tool write UTF-8.');
  }
}

/** Throws what readText and parseJson throw. */
export function readJson(path: string, shown: string): unknown {
  return parseJson(readText(path, shown), shown);
}
