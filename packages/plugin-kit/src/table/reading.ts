import { PluginError } from '../define-plugin.ts';
import type { ReaderOptions } from './reader-options.ts';
import type { CsvShape } from './split-records.ts';
import { suggestColumn } from './suggest-column.ts';

/** How a file was read: what was assumed of it, and what of it is not in the table. */
export interface Reading {
  /** As in the configuration. */
  shown: string;
  /** The names of its columns, of which some may be left out. */
  columns: readonly string[];
  /** Of text: how many rows there are. */
  rows?: number;
  format: 'csv' | 'json' | 'parquet';
  /** Of a CSV. */
  dialect?: CsvShape & { header: boolean; encoding: string; decimal: string };
  /** Of text, whose values tell what they are: as DuckDB writes it, by column. */
  types?: Record<string, string>;
  /** By column, where dates are not written as in ISO 8601. */
  date_formats?: Record<string, string>;
  /** By column that is not compared, two formats of dates that all of its values fit: it is text. */
  either_format?: Record<string, readonly string[]>;
  /** Columns of text in which at least half of the values are numbers. */
  numbers_in_text?: Record<string, NumbersInText>;
  /** By column of text, usual words for a missing value, with how often they come: where they mean that, say so as `missing`. */
  missing_words?: Record<string, Record<string, number>>;
  /** Columns of numbers that a float64 rounds: whole numbers beyond 2^53, which can then be equal where they were not. */
  rounded?: string[];
  /** Left out: the index that pandas wrote beside the columns, where the configuration does not name it. */
  index_columns?: string[];
}

export interface NumbersInText {
  numbers: number;
  others: number;
  /** Of the others, those that are numbers with a decimal comma, digits in groups, a percent sign or a currency. */
  otherwise?: number;
}

/** Columns of a file that may have been meant otherwise than they were read. */
export function doubtfulColumns({ numbers_in_text = {}, missing_words = {} }: Reading): string[] {
  return [...new Set([...Object.keys(numbers_in_text), ...Object.keys(missing_words)])];
}

/**
 * What stands in the details of a measurement: by file, what was assumed of it. Of Parquet only what is not in the table.
 * Throws PluginError `missing-column` where `types` name a column that none of the files has, `not-as-declared` where no
 * column is written in `date_format`: it would do nothing.
 */
export function tellReadings(
  readings: readonly Reading[],
  options: ReaderOptions | undefined,
): { reading?: Record<string, unknown> } {
  checkDeclared(readings, options);
  const told = readings.flatMap(({ shown, columns: _, rows: __, ...one }) =>
    one.format === 'parquet' && Object.keys(one).length === 1 ? [] : [[shown, one] as const],
  );
  return told.length === 0 ? {} : { reading: Object.fromEntries(told) };
}

function checkDeclared(readings: readonly Reading[], options: ReaderOptions | undefined): void {
  const names = readings.flatMap(({ columns }) => columns);
  const formats = readings.flatMap(({ date_formats = {} }) => Object.values(date_formats));
  const { date_format: said } = options ?? {};
  if (
    said !== undefined &&
    !formats.some((one) => one.startsWith(said)) &&
    readings.some(({ rows }) => rows !== 0)
  )
    throw new PluginError(
      'not-as-declared',
      `\`reader\` has the \`date_format\` ${said}, and no column of ${readings.map(({ shown }) => shown).join(' or ')} was read so`,
      'Correct it, or the values; words that stand for a missing one are listed as `missing`, and dates of digits alone are named under `types`.',
    );
  const unknown = Object.keys(options?.types ?? {}).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new PluginError(
      'missing-column',
      `\`reader\` has a type for ${unknown}, which is no column${suggestColumn(unknown, names)}`,
      `The columns are ${[...new Set(names)].join(', ')}.`,
    );
}
