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
  await streamNumbers(
    reader,
    `SELECT v FROM (SELECT ${numberOf(name, type)} AS v FROM ${table}) WHERE ${isWithin(ranges)}`,
    1,
    ([values], n) => counter.add(values as Float64Array, n),
  );
  return counter.finish();
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
