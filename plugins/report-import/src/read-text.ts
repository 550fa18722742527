import { readFileSync, statSync } from 'node:fs';
import { PluginError } from '@gatehouse/plugin-kit';

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

/** Whether a text can only be JSON, of the forms that the tools write: neither YAML of MLflow nor protobuf begin so. */
export function isJson(text: string): boolean {
  return /^\s*[{["]|^\s*(null|true|false|-?\d|NaN)|^\s*$/.test(text);
}
