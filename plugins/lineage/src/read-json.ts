import { readFileSync, statSync } from 'node:fs';
import { PluginError, parseJsonStrictly } from '@gatehouse/plugin-kit';

const largest = 64 * 1024 * 1024;

/** Reads a JSON file. Throws PluginError `file-too-large`, `not-utf8` or `not-json`. */
export function readJson(path: string, shown: string): unknown {
  return parse(readText(path, shown), shown);
}

/** The events of a file: a JSON array, or JSON lines (of which one object is a case). Throws as readJson, with the line. */
export function readJsonLines(path: string, shown: string): { value: unknown; place: string }[] {
  const text = readText(path, shown);
  if (text.trimStart().startsWith('[')) {
    const all = parse(text, shown) as unknown[];
    return all.map((value, index) => ({ value, place: `${shown}[${index}]` }));
  }
  // One event that was written over several lines.
  if (/^\s*\{\s*\n/.test(text)) return [{ value: parse(text, shown), place: shown }];
  return text.split('\n').flatMap((line, index) => {
    const place = `${shown}:${index + 1}`;
    return line.trim() === '' ? [] : [{ value: parse(line, place), place }];
  });
}

function readText(path: string, shown: string): string {
  const { size } = statSync(path);
  if (size > largest)
    throw new PluginError(
      'file-too-large',
      `${shown} has ${size} bytes; at most ${largest} are read`,
      'Split it.',
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch {
    throw new PluginError('not-utf8', `${shown} is not UTF-8`);
  }
}

function parse(text: string, shown: string): unknown {
  try {
    return parseJsonStrictly(text);
  } catch (error) {
    throw new PluginError(
      'not-json',
      `${shown} is not JSON: ${(error as Error).message}`,
      'Is the file cut off?',
    );
  }
}
