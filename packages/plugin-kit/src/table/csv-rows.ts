import { PluginError } from '../define-plugin.ts';
import type { Dialect } from './find-dialect.ts';
import { readText } from './read-text.ts';
import { CsvFault, type CsvRecord, checkWidth, isBlank, splitRecords } from './split-records.ts';
import type { TableFile } from './table-file.ts';

/** What DuckDB stumbled on, with its line and what mends it; undefined where we cannot see it. */
export async function findFault(table: TableFile, dialect: Dialect): Promise<PluginError | undefined> {
  try {
    for await (const _ of readRows(table, dialect));
    return undefined;
  } catch (error) {
    if (error instanceof PluginError) return error;
    throw error;
  }
}

export async function findLine(table: TableFile, dialect: Dialect, row: number): Promise<number> {
  let seen = 0;
  for await (const { line } of readRows(table, dialect)) if (++seen === row) return line;
  return seen;
}

/** The records below the header, strictly. */
export async function* readRows(table: TableFile, dialect: Dialect): AsyncGenerator<CsvRecord> {
  const splitter = splitRecords(dialect);
  const width = dialect.names.length;
  let [blank, header] = [dialect.blank, dialect.header];
  const rowsOf = function* (records: readonly CsvRecord[]) {
    for (const record of records) {
      if (blank-- > 0) continue;
      if (header) {
        header = false;
        continue;
      }
      if (isBlank(record, width)) continue;
      checkWidth(record, width);
      yield record;
    }
  };
  try {
    for await (const piece of readText(table, dialect.encoding)) yield* rowsOf(splitter.push(piece));
    yield* rowsOf(splitter.end());
  } catch (error) {
    throw error instanceof CsvFault ? error.in(table.shown) : error;
  }
}
