import { countExactly, type Distribution } from '../statistics/index.ts';
import { numberOf } from './columns.ts';
import type { NumberColumn } from './number-column.ts';
import type { TableReader } from './open-table-reader.ts';
import type { Range } from './read-ranges.ts';
import { streamNumbers } from './stream-numbers.ts';

/**
 * Counts each value of a column that lies in one of `ranges`, which ascend and do not overlap. Throws PluginError
 * `table-unreadable`.
 *
 * @param most how many values there are at most: so many are kept in memory, 8 bytes each
 */
export async function countWithin(
  reader: TableReader,
  table: string,
  { name, type }: NumberColumn,
  ranges: readonly Range[],
  most: number,
): Promise<Distribution> {
  const counter = countExactly(most);
  const keep = keepWithin(ranges);
  await streamNumbers(
    reader,
    `SELECT v FROM (SELECT ${numberOf(name, type)} AS v FROM ${table}) WHERE ${isWithin(merged(ranges))}`,
    1,
    ([values], n) => {
      const kept = keep(values as Float64Array, n);
      counter.add(kept, kept.length);
    },
  );
  return counter.finish();
}

// With hundreds of ranges DuckDB takes ten times as long to compare as it takes to hand the values over.
const mostCompared = 16;

/** At most so many ranges, which hold all of these and what is between some of them. */
function merged(ranges: readonly Range[]): Range[] {
  const size = Math.ceil(ranges.length / mostCompared);
  return ranges.flatMap(({ min }, index) => {
    if (index % size !== 0) return [];
    const last = ranges[Math.min(index + size, ranges.length) - 1] as Range;
    return [{ min, max: last.max }];
  });
}

/** Picks the values that lie in one of the ranges, by halving. */
function keepWithin(ranges: readonly Range[]): (values: Float64Array, n: number) => Float64Array {
  const mins = Float64Array.from(ranges, ({ min }) => min);
  const maxs = Float64Array.from(ranges, ({ max }) => max);
  return (values, n) => {
    const kept = new Float64Array(n);
    let size = 0;
    for (let index = 0; index < n; index++) {
      const value = values[index] as number;
      let [from, to] = [0, mins.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        if (value < (mins[middle] as number)) to = middle;
        else from = middle + 1;
      }
      if (from > 0 && value <= (maxs[from - 1] as number)) kept[size++] = value;
    }
    return kept.subarray(0, size);
  };
}

// A tree, so that a value is compared with few of many ranges.
function isWithin(ranges: readonly Range[]): string {
  const [first] = ranges;
  if (first === undefined) return 'false';
  if (ranges.length === 1) return `v BETWEEN ${asDouble(first.min)} AND ${asDouble(first.max)}`;
  const middle = ranges.length >> 1;
  const { min } = ranges[middle] as Range;
  const [below, above] = [ranges.slice(0, middle), ranges.slice(middle)];
  return `CASE WHEN v < ${asDouble(min)} THEN ${isWithin(below)} ELSE ${isWithin(above)} END`;
}

/** A finite or infinite double in SQL, to the last bit. */
export function asDouble(value: number): string {
  return `'${value}'::DOUBLE`;
}
