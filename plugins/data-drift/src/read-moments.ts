import type { NumberColumn, TableReader } from '@gatehouse/plugin-kit/table';
import type { Moments } from './sides.ts';

// Squares of larger values, or their sum, leave the range of a double.
const largest = '1e145';

/** The moments of the finite values of a column, by one pass of DuckDB. */
export async function readMoments(reader: TableReader, { table, number }: NumberColumn): Promise<Moments> {
  const small = `CASE WHEN abs(x) < ${largest} THEN x END`;
  const [row = {}] = await reader.rows(
    `SELECT count_if(isfinite(x))::DOUBLE AS n, count(${small})::DOUBLE AS small, avg(${small}) AS mean,
     var_pop(${small}) AS variance FROM (SELECT ${number} AS x FROM ${table})`,
  );
  const n = Number(row.n);
  const read = (value: unknown) => (typeof value === 'number' && n === Number(row.small) ? value : null);
  return { n, mean: rounded(read(row.mean)), variance: rounded(read(row.variance)) };
}

// In another order, as threads come, sums differ in the last bits: two runs must give the same number.
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(12));
}
