import { PluginError } from '../define-plugin.ts';
import { usualWords } from './missing-words.ts';
import type { ReaderOptions } from './reader-options.ts';
import { type CsvRecord, isBlank } from './split-records.ts';

const value = /^\s*(?:[-+]?[0-9][0-9.,]*(?:[eE][-+]?[0-9]+)?|true|false|[0-9]+[-/.][0-9]+[-/.][0-9]+.*)\s*$/i;

/** Whether a field looks like a value, and not like a name. */
export function looksLikeValue(field: string): boolean {
  return value.test(field);
}

/** What can be read in two ways. */
export function ambiguous(shown: string, what: string, hint: string): PluginError {
  return new PluginError('ambiguous-table', `${shown} ${what}`, hint);
}

/**
 * Throws PluginError `ambiguous-table` where the first line may be none of names: it has a value, its last field is
 * empty above values, or the second line looks like names too.
 */
export function checkHeader(
  [first, ...others]: readonly [CsvRecord, ...CsvRecord[]],
  options: ReaderOptions,
  shown: string,
): void {
  const { fields, line } = first;
  const width = fields.length;
  const rows = others.filter((record) => !isBlank(record, width));
  const at = fields.findIndex(looksLikeValue);
  if (at >= 0)
    throw ambiguous(
      shown,
      `may have a header or not: field ${at + 1} of line ${line} looks like a value, not like a name`,
      'Say `header: true` or `header: false` under `reader`.',
    );
  if (width > 1 && isEmpty(fields.at(-1)) && rows.some((row) => !isEmpty(row.fields[width - 1])))
    throw ambiguous(
      shown,
      `has no name for its last column in line ${line}, and values in it: the line may be a title`,
      'Cut off what stands above the header, or name the column; or say `header: true` under `reader`.',
    );
  const [second, ...rest] = rows;
  if (second !== undefined && isHeaderToo(first, second, rest, options.missing ?? []))
    throw ambiguous(
      shown,
      `may have a second header: line ${second.line} has texts above numbers`,
      'Cut off what stands above the header, or below it; or say `header: true` under `reader`.',
    );
}

function isEmpty(field: string | undefined): boolean {
  return field === undefined || field.trim() === '';
}

/** A line of texts alone, of which at least two (or one, below a comment) stand above nothing but values. */
function isHeaderToo(
  first: CsvRecord,
  { fields }: CsvRecord,
  rest: readonly CsvRecord[],
  missing: readonly string[],
): boolean {
  const words = new Set([...usualWords, ...missing]);
  if (fields.some((field) => looksLikeValue(field) || isEmpty(field) || words.has(field.trim())))
    return false;
  const above = fields.filter((_, at) => {
    const below = rest.map((row) => row.fields[at]).filter((field) => !isEmpty(field));
    return below.length > 0 && below.every((field) => looksLikeValue(field as string));
  });
  return above.length >= (first.fields[0]?.startsWith('#') ? 1 : 2);
}
