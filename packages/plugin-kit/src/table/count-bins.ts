import { countOnGrid, type Distribution } from '../statistics/index.ts';
import { keepWithin } from './count-within.ts';
import type { ColumnNumbers } from './read-numbers.ts';
import type { Range } from './read-ranges.ts';

/** Counts the values of a column from `min` to `max` on the linear grid of at most `mostBins`. */
export async function countBins(
  numbers: ColumnNumbers,
  range: Range,
  mostBins: number,
): Promise<Distribution> {
  const counter = countOnGrid('linear', range, mostBins);
  await numbers.each(keepWithin([range], (values, n) => counter.add(values, n)));
  return counter.finish();
}
