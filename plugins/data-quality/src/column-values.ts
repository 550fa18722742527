import { kindOf, quoteName, type TableReader } from '@gatehouse/plugin-kit/table';
import { finiteOf, type TableCounts } from './column-counts.ts';
import type { ColumnCounts } from './counted.ts';

/** What needs all values of a column at once. */
export interface ColumnValues {
  /** Different values; null and NaN are none. */
  distinct: number;
  /** How far off that can be, where it was estimated. */
  distinctNote?: string;
  /** One for each quantile asked for; null where there is no finite number. */
  quantiles: (number | null)[] | undefined;
  /** How far off each can be. */
  quantileNotes?: (string | undefined)[];
}

// Values that are held at once: memory stays the same however many columns or rows there are.
const valuesAtOnce = 2_000_000;

/** Distinct values and quantiles, exactly: a few columns at a time, each read once. In the order of the columns. */
export async function readColumnValues(
  reader: TableReader,
  table: string,
  { rows, columns }: TableCounts,
  quantiles: readonly number[],
  progress: (share: number) => void,
): Promise<ColumnValues[]> {
  const atOnce = Math.min(100, Math.max(1, Math.floor(valuesAtOnce / Math.max(rows, 1))));
  const read: ColumnValues[] = [];
  for (let from = 0; from < columns.length; from += atOnce) {
    progress(from / columns.length);
    const some = columns.slice(from, from + atOnce);
    const terms = some.flatMap((column, index) => termsOf(column, index, quantiles));
    const [row = {}] = await reader.rows(`SELECT ${terms.join(', ')} FROM ${table}`);
    for (const [index, column] of some.entries())
      read.push({
        // NaN is a value to DuckDB, and all NaN are the same one.
        distinct: Number(row[`distinct_${index}`]) - (column.nans > 0 ? 1 : 0),
        quantiles: readQuantiles(column, row[`quantiles_${index}`], quantiles),
      });
  }
  return read;
}

function termsOf({ name, type }: ColumnCounts, index: number, quantiles: readonly number[]): string[] {
  const distinct = `count(DISTINCT ${quoteName(name)})::DOUBLE AS distinct_${index}`;
  if (kindOf(type) !== 'numeric' || quantiles.length === 0) return [distinct];
  return [
    distinct,
    `quantile_cont(${finiteOf(name, type)}, [${quantiles.join(', ')}]::DOUBLE[]) AS quantiles_${index}`,
  ];
}

function readQuantiles({ type }: ColumnCounts, found: unknown, quantiles: readonly number[]) {
  if (kindOf(type) !== 'numeric') return undefined;
  return Array.isArray(found) ? (found as number[]) : quantiles.map(() => null);
}
