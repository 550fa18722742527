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
import { canBeNaN } from './columns.ts';
import { countNulls } from './count-nulls.ts';
import { mayBeRounded, refuseMerged } from './long-numbers.ts';
import type { NumberColumn } from './number-column.ts';
import type { TableReader } from './open-table-reader.ts';
import { selectNumbers } from './read-numbers.ts';
import { type Range, readRanges } from './read-ranges.ts';
import { streamNumbers } from './stream-numbers.ts';

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

export interface CountingOptions {
  grid: 'exact' | GridKind;
  /** Of the table. */
  rows: number;
  /** Whether different values are counted too, which `exact` tells anyway. */
  distinct?: boolean;
  /** Whether different numbers may become one as float64: for summaries that do not rest on telling them apart. */
  rounded?: boolean;
}

/**
 * Counts columns side by side, in one pass over them: every value (`exact`, which keeps them in memory), or on a grid.
 * Infinite dates, which have no number, count as nulls. Throws PluginError `table-unreadable`, or
 * `column-type` for numbers that a float64 does not tell apart.
 */
export async function countNumbers(
  reader: TableReader,
  table: string,
  columns: readonly NumberColumn[],
  { grid, rows, distinct = false, rounded = false }: CountingOptions,
): Promise<CountedNumbers[]> {
  if (columns.length === 0) return [];
  const ranges = grid === 'exact' ? [] : await readRanges(reader, table, columns);
  const long = rounded ? [] : columns.filter(({ type }) => mayBeRounded(type));
  await refuseMerged(reader, table, long, await readRanges(reader, table, long));
  const started = columns.map((_, index) =>
    startColumn(grid, rows, ranges[index] ?? { min: 0, max: 0 }, distinct),
  );
  await streamNumbers(reader, selectNumbers(columns, table), columns.length, (chunk, n) => {
    for (const [index, values] of chunk.entries()) started[index]?.add(values, n);
  });
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
      moments = mergeMoments(moments, momentsOf(values, n));
      missing += counter.add(values, n);
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
