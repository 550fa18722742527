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
  format: 'csv' | 'json' | 'parquet';
  /** Of a CSV. */
  dialect?: CsvShape & { header: boolean; encoding: string; decimal: string };
  /** Of text, whose values tell what they are: as DuckDB writes it, by column. */
  types?: Record<string, string>;
  /** By column, where dates are not written as in ISO 8601. */
  date_formats?: Record<string, string>;
  /** Columns of text in which at least half of the values are numbers. */
  numbers_in_text?: Record<string, NumbersInText>;
  /** Columns of numbers that a float64 rounds: whole numbers beyond 2^53, which can then be equal where they were not. */
  rounded?: string[];
  /** Left out: the index that pandas wrote beside the columns, where the configuration does not name it. */
  index_columns?: string[];
}

export interface NumbersInText {
  numbers: number;
  others: number;
  /** The usual words for a missing value among the others: say them as `missing`. */
  words: string[];
}

/**
 * What stands in the details of a measurement: by file, what was assumed of it. Of Parquet only what is not in the table.
 * Throws PluginError `missing-column` where `types` name a column that none of the files has: it would do nothing.
 */
export function tellReadings(
  readings: readonly Reading[],
  options: ReaderOptions | undefined,
): { reading?: Record<string, unknown> } {
  checkDeclared(readings, options);
  const told = readings.flatMap(({ shown, columns: _, ...one }) =>
    one.format === 'parquet' && one.index_columns === undefined ? [] : [[shown, one] as const],
  );
  return told.length === 0 ? {} : { reading: Object.fromEntries(told) };
}

function checkDeclared(readings: readonly Reading[], options: ReaderOptions | undefined): void {
  const names = readings.flatMap(({ columns }) => columns);
  const unknown = Object.keys(options?.types ?? {}).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new PluginError(
      'missing-column',
      `\`reader\` has a type for ${unknown}, which is no column${suggestColumn(unknown, names)}`,
      `The columns are ${[...new Set(names)].join(', ')}.`,
    );
}
