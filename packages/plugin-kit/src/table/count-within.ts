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

/**
 * Hands on the values that lie in one of the ranges, which ascend and do not overlap. To look for each value among all
 * ranges takes longer than to read it; so it is looked for among those that end in the same of many cells of one width.
 */
export function keepWithin(ranges: readonly Range[], visit: Visit): Visit {
  const mins = Float64Array.from(ranges, ({ min }) => min);
  const maxs = Float64Array.from(ranges, ({ max }) => max);
  const [least, most] = [mins[0] ?? Number.NaN, maxs.at(-1) ?? Number.NaN];
  const scale = cells / (most - least);
  const { isReached, first } = placeRanges(ranges, (value) => ((value - least) * scale) | 0);
  const kept = new Float64Array(pieceSize);
  return (values, n) => {
    let size = 0;
    for (let index = 0; index < n; index++) {
      const value = values[index] as number;
      if (!(value >= least && value <= most)) continue;
      const cell = ((value - least) * scale) | 0;
      if (isReached[cell] === 0) continue;
      let [from, to] = [first[cell] as number, first[cell + 1] as number];
      while (from < to) {
        const middle = (from + to) >> 1;
        if ((maxs[middle] as number) < value) from = middle + 1;
        else to = middle;
      }
      if (value < (mins[from] as number)) continue;
      kept[size++] = value;
      if (size < pieceSize) continue;
      visit(kept, size);
      size = 0;
    }
    if (size > 0) visit(kept, size);
  };
}

/** Of each cell: whether a range reaches into it, and how many ranges end before it. */
function placeRanges(ranges: readonly Range[], cellOf: (value: number) => number) {
  const isReached = new Uint8Array(cells + 1);
  const first = new Uint32Array(cells + 2);
  for (const { min, max } of ranges) {
    const last = cellOf(max);
    isReached.fill(1, cellOf(min), last + 1);
    first[last + 1] = (first[last + 1] as number) + 1;
  }
  for (let cell = 0; cell <= cells; cell++)
    first[cell + 1] = (first[cell + 1] as number) + (first[cell] as number);
  return { isReached, first };
}
