import type { DuckDBVector } from '@duckdb/node-api';
import { PluginError } from '../define-plugin.ts';
import {
  countExactly,
  countOnGrid,
  type Distribution,
  type Estimate,
  type GridKind,
  type Moments,
  mergeMoments,
  momentsOf,
  noMoments,
  sampleDistinct,
} from '../statistics/index.ts';
import { canBeNaN, numberOf } from './columns.ts';
import { type TableReader, tableError } from './open-table-reader.ts';
import { quoteName } from './quote.ts';
import { type Range, readRanges } from './read-ranges.ts';

/** A column of numbers or times as it was counted: infinities are values, nulls and NaN are not. */
export interface CountedNumbers {
  distribution: Distribution;
  /** How many different values there are; null where that was not asked for, and is not plain. */
  distinct: Estimate | null;
  moments: Moments;
  rows: number;
  nulls: number;
  nans: number;
}

export interface NumberColumn {
  name: string;
  /** As DuckDB writes it: numeric or temporal. */
  type: string;
}

export interface CountingOptions {
  grid: 'exact' | GridKind;
  /** Of the table. */
  rows: number;
  /** Whether different values are counted too, which `exact` tells anyway. */
  distinct?: boolean;
}

/**
 * Counts columns side by side, in one pass over them: every value (`exact`, which keeps them in memory), or on a grid.
 * Infinite dates, which have no number, count as nulls. Throws PluginError `table-unreadable`.
 */
export async function countNumbers(
  reader: TableReader,
  table: string,
  columns: readonly NumberColumn[],
  { grid, rows, distinct = false }: CountingOptions,
): Promise<CountedNumbers[]> {
  if (columns.length === 0) return [];
  const ranges = grid === 'exact' ? [] : await readRanges(reader, table, columns);
  const started = columns.map((_, index) =>
    startColumn(grid, rows, ranges[index] ?? { min: 0, max: 0 }, distinct),
  );
  // Null becomes NaN on the way: to ask for each value whether it is null takes longer than all else.
  const terms = columns.map(({ name, type }) => `coalesce(${numberOf(name, type)}, 'nan'::DOUBLE)`);
  await streamNumbers(
    reader,
    `SELECT ${terms.join(', ')} FROM ${table}`,
    columns.length,
    (index, values, n) => started[index]?.add(values, n),
  );
  const counted = started.map((column) => column.finish());
  const unclear = columns.filter(({ type }, index) => canBeNaN(type) && (counted[index]?.missing ?? 0) > 0);
  const nulls = await countNulls(reader, table, unclear);
  return counted.map(({ missing, ...column }, index) => {
    const empty = nulls.get(columns[index]?.name ?? '') ?? missing;
    return { ...column, nulls: empty, nans: missing - empty };
  });
}

function startColumn(grid: 'exact' | GridKind, most: number, range: Range, wantsDistinct: boolean) {
  const counter = grid === 'exact' ? countExactly(most) : countOnGrid(grid, range);
  const sample = wantsDistinct && grid !== 'exact' ? sampleDistinct() : undefined;
  let [rows, missing, moments] = [0, 0, noMoments];
  return {
    add(values: Float64Array, n: number) {
      rows += n;
      for (let i = 0; i < n; i++) if (Number.isNaN(values[i])) missing++;
      moments = mergeMoments(moments, momentsOf(values, n));
      counter.add(values, n);
      sample?.add(values, n);
    },
    finish() {
      const distribution = counter.finish();
      const exact = { value: distribution.low.length, standardError: 0 };
      const distinct = isExact(distribution) ? exact : (sample?.estimate() ?? null);
      return { distribution, distinct, moments, rows, missing };
    },
  };
}

function isExact({ low, high }: Distribution): boolean {
  return low.every((value, index) => value === high[index]);
}

type Visit = (column: number, values: Float64Array, n: number) => void;

/** Gives all values of a query of so many float64 columns, none of them null, piece by piece: the first `n` count. */
export async function streamNumbers(
  reader: TableReader,
  sql: string,
  columns: number,
  visit: Visit,
): Promise<void> {
  try {
    const result = await reader.connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      const n = chunk?.rowCount ?? 0;
      if (chunk === null || n === 0) return;
      for (let column = 0; column < columns; column++)
        visit(column, valuesOf(chunk.getColumnVector(column), n), n);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw tableError(error, reader.files);
    throw new PluginError(
      'table-unreadable',
      `a value lies beyond what the file states as its smallest and largest: ${error.message}`,
      'Write the file again: its statistics are false.',
    );
  }
}

// The values as DuckDB holds them, where the binding shows them, which is twice as fast as to ask for each.
function valuesOf(vector: DuckDBVector, n: number): Float64Array {
  const { items } = vector as { items?: unknown };
  if (items instanceof Float64Array && items.length >= n) return items;
  return Float64Array.from({ length: n }, (_, row) => vector.getItem(row) as number);
}

async function countNulls(
  reader: TableReader,
  table: string,
  columns: readonly NumberColumn[],
): Promise<Map<string, number>> {
  if (columns.length === 0) return new Map();
  const terms = columns.map(
    ({ name }, index) => `(count(*) - count(${quoteName(name)}))::DOUBLE AS n_${index}`,
  );
  const [row = {}] = await reader.rows(`SELECT ${terms.join(', ')} FROM ${table}`);
  return new Map(columns.map(({ name }, index) => [name, Number(row[`n_${index}`])]));
}
