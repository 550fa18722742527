import { countExactly, type Distribution } from '../statistics/index.ts';
import type { ColumnNumbers } from './read-numbers.ts';
import type { Range } from './read-ranges.ts';

/**
 * Counts each value of a column that lies in one of `ranges`, which ascend and do not overlap.
 *
 * @param most how many values there are at most: so many are kept in memory, 8 bytes each
 */
export async function countWithin(
  numbers: ColumnNumbers,
  ranges: readonly Range[],
  most: number,
): Promise<Distribution> {
  const counter = countExactly(most);
  await numbers.each(keepWithin(ranges, (values, n) => counter.add(values, n)));
  return counter.finish();
}

type Visit = (values: Float64Array, n: number) => void;

const pieceSize = 4096;
const cells = 4096;

/** Hands on the values that lie in one of the ranges, which ascend and do not overlap. */
export function keepWithin(ranges: readonly Range[], visit: Visit): Visit {
  const find = findRange(ranges);
  const [least, most] = [ranges[0]?.min ?? Number.NaN, ranges.at(-1)?.max ?? Number.NaN];
  const mins = Float64Array.from(ranges, ({ min }) => min);
  const kept = new Float64Array(pieceSize);
  return (values, n) => {
    let size = 0;
    for (let index = 0; index < n; index++) {
      const value = values[index] as number;
      if (!(value >= least && value <= most) || value < (mins[find(value)] as number)) continue;
      kept[size++] = value;
      if (size < pieceSize) continue;
      visit(kept, size);
      size = 0;
    }
    if (size > 0) visit(kept, size);
  };
}

// The first range that does not end below a value, by halving among those that end in the same of many cells of one
// width: to halve among all takes longer than to read the value.
function findRange(ranges: readonly Range[]): (value: number) => number {
  const maxs = Float64Array.from(ranges, ({ max }) => max);
  const [least, most] = [ranges[0]?.min ?? 0, maxs.at(-1) ?? 0];
  const scale = cells / (most - least);
  const cellOf = (value: number) => Math.min(cells - 1, ((value - least) * scale) | 0);
  const first = new Uint32Array(cells + 1);
  for (const max of maxs) first[cellOf(max) + 1] = (first[cellOf(max) + 1] as number) + 1;
  for (let cell = 0; cell < cells; cell++)
    first[cell + 1] = (first[cell + 1] as number) + (first[cell] as number);
  return (value) => {
    const cell = cellOf(value);
    let [from, to] = [first[cell] as number, first[cell + 1] as number];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((maxs[middle] as number) < value) from = middle + 1;
      else to = middle;
    }
    return from;
  };
}
