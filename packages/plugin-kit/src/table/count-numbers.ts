import type { DuckDBVector } from '@duckdb/node-api';
import { PluginError } from '../define-plugin.ts';
import {
  countExactly,
  countOnGrid,
  type Distribution,
  type GridKind,
  type Moments,
  mergeMoments,
  momentsOf,
  noMoments,
} from '../statistics/index.ts';
import { canBeNaN, numberOf } from './columns.ts';
import { type TableReader, tableError } from './open-table-reader.ts';
import { quoteName } from './quote.ts';
import { type Range, readRanges } from './read-ranges.ts';

/** A column of numbers or times as it was counted: infinities are values, nulls and NaN are not. */
export interface CountedNumbers {
  distribution: Distribution;
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

/**
 * Counts columns side by side, in one pass over them: every value (`exact`, which keeps them in memory), or on a grid.
 * Infinite dates, which have no number, count as nulls. Throws PluginError `table-unreadable`.
 */
export async function countNumbers(
  reader: TableReader,
  table: string,
  columns: readonly NumberColumn[],
  { grid, rows }: { grid: 'exact' | GridKind; rows: number },
): Promise<CountedNumbers[]> {
  if (columns.length === 0) return [];
  const ranges = grid === 'exact' ? [] : await readRanges(reader, table, columns);
  const started = columns.map((_, index) => startColumn(grid, rows, ranges[index] ?? { min: 0, max: 0 }));
  await stream(reader, table, columns, (index, values, n) => started[index]?.add(values, n));
  const counted = started.map((column) => column.finish());
  const unclear = columns.filter(({ type }, index) => canBeNaN(type) && (counted[index]?.missing ?? 0) > 0);
  const nulls = await countNulls(reader, table, unclear);
  return counted.map(({ missing, ...column }, index) => {
    const empty = nulls.get(columns[index]?.name ?? '') ?? missing;
    return { ...column, nulls: empty, nans: missing - empty };
  });
}

function startColumn(grid: 'exact' | GridKind, most: number, range: Range) {
  const counter = grid === 'exact' ? countExactly(most) : countOnGrid(grid, range);
  let [rows, missing, moments] = [0, 0, noMoments];
  return {
    add(values: Float64Array, n: number) {
      rows += n;
      for (let i = 0; i < n; i++) if (values[i] !== values[i]) missing++;
      moments = mergeMoments(moments, momentsOf(values, n));
      counter.add(values, n);
    },
    finish: () => ({ distribution: counter.finish(), moments, rows, missing }),
  };
}

type Visit = (column: number, values: Float64Array, n: number) => void;

// Null becomes NaN on the way: to ask for each value whether it is null takes longer than all else.
async function stream(
  reader: TableReader,
  table: string,
  columns: readonly NumberColumn[],
  visit: Visit,
): Promise<void> {
  const terms = columns.map(({ name, type }) => `coalesce(${numberOf(name, type)}, 'nan'::DOUBLE)`);
  try {
    const result = await reader.connection.stream(`SELECT ${terms.join(', ')} FROM ${table}`);
    for (;;) {
      const chunk = await result.fetchChunk();
      const n = chunk?.rowCount ?? 0;
      if (chunk === null || n === 0) return;
      for (let column = 0; column < columns.length; column++)
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
