import { type Distribution, linearExponent, linearKey } from '../statistics/index.ts';
import { numberOf } from './columns.ts';
import { asDouble } from './count-within.ts';
import type { NumberColumn } from './number-column.ts';
import type { TableReader } from './open-table-reader.ts';
import type { Range } from './read-ranges.ts';
import { streamNumbers } from './stream-numbers.ts';

/**
 * Counts the values from `min` to `max` of a column on the linear grid of at most `mostBins`, in DuckDB: the bins are
 * those of `linearKey`, bit for bit. Throws PluginError `table-unreadable`.
 */
export async function countBins(
  reader: TableReader,
  table: string,
  { name, type }: NumberColumn,
  { min, max }: Range,
  mostBins: number,
): Promise<Distribution> {
  const exponent = linearExponent(min, max, mostBins);
  // Multiplied by a power of two, and so near to each other: nothing is rounded.
  const key = `floor(v * ${asDouble(2 ** -exponent)}) - ${asDouble(linearKey(min, exponent))}`;
  const groups: [low: number, high: number, count: number][] = [];
  await streamNumbers(
    reader,
    `SELECT min(v), max(v), count(*)::DOUBLE FROM (
       SELECT v, (${key})::INTEGER AS k FROM (SELECT ${numberOf(name, type)} AS v FROM ${table})
       WHERE v BETWEEN ${asDouble(min)} AND ${asDouble(max)}) GROUP BY k ORDER BY k`,
    3,
    ([low = none, high = none, count = none], n) => {
      // Plus zero: -0 is no other number than 0.
      for (let i = 0; i < n; i++)
        groups.push([(low[i] as number) + 0, (high[i] as number) + 0, count[i] as number]);
    },
  );
  return {
    low: Float64Array.from(groups, ([low]) => low),
    high: Float64Array.from(groups, ([, high]) => high),
    count: Float64Array.from(groups, ([, , count]) => count),
  };
}

const none = new Float64Array(0);
