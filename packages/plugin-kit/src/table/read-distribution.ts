import type { DuckDBResult } from '@duckdb/node-api';
import { coarsen, collect, type Distribution, type GridKind, linearExponent } from '../statistics/index.ts';
import { type TableReader, tableError } from './open-table-reader.ts';

/** Numbers to read: an SQL expression of them, float64, and which rows have one (not null, not NaN). */
export interface NumberColumn {
  table: string;
  number: string;
  present: string;
}

// As text: DuckDB would read a plain decimal as DECIMAL, and lose the last bits.
export function doubleLiteral(value: number): string {
  return `'${value}'::DOUBLE`;
}

/** Every value of a column with how often it comes, ascending; infinities are values. */
export async function readExactDistribution(
  reader: TableReader,
  { table, number, present }: NumberColumn,
): Promise<Distribution> {
  const [value, count] = await readNumbers(
    reader,
    `SELECT x, count(*)::DOUBLE FROM (SELECT ${number} AS x FROM ${table} WHERE ${present}) GROUP BY 1`,
    2,
  );
  return collect(value as Float64Array, value as Float64Array, count as Float64Array);
}

/** The most bins of a grid that is read from a table; logarithmic ones have 128 to the octave, however many it takes. */
export const mostBins = 4096;

/** A column counted on a grid, in one pass; infinities apart. `range`: its smallest and largest finite values. */
export async function readGridDistribution(
  reader: TableReader,
  { table, number, present }: NumberColumn,
  kind: GridKind,
  range: { min: number; max: number },
): Promise<Distribution> {
  const exponent = linearExponent(range.min, range.max, mostBins);
  const finite =
    kind === 'linear'
      ? `floor(x * ${doubleLiteral(2 ** -exponent)})`
      : `CASE WHEN x = 0 THEN 0 ELSE sign(x) * (floor(log2(abs(x)) * 128) + 200000) END`;
  // A whole number is a cheaper key than a double; at most 2^53 either way.
  const type = kind === 'linear' ? 'BIGINT' : 'INTEGER';
  const [low, high, count] = await readNumbers(
    reader,
    `SELECT min(x), max(x), count(*)::DOUBLE FROM (SELECT ${number} AS x FROM ${table} WHERE ${present})
     GROUP BY CASE WHEN isinf(x) THEN NULL ELSE (${finite})::${type} END, isinf(x) AND x > 0`,
    3,
  );
  return coarsen(
    collect(low as Float64Array, high as Float64Array, count as Float64Array),
    kind,
    kind === 'linear' ? mostBins : Number.POSITIVE_INFINITY,
  );
}

/** The columns of a query whose results are all DOUBLE and not null. */
export async function readNumbers(
  reader: TableReader,
  sql: string,
  columns: number,
): Promise<Float64Array[]> {
  const parts: Float64Array[][] = Array.from({ length: columns }, () => []);
  try {
    const result = await reader.connection.stream(sql);
    for await (const chunk of chunksOf(result))
      for (const [index, part] of parts.entries()) part.push(chunk(index));
  } catch (error) {
    throw tableError(error, reader.files);
  }
  return parts.map(join);
}

async function* chunksOf(result: DuckDBResult): AsyncGenerator<(column: number) => Float64Array> {
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield (column) => {
      const vector = chunk.getColumnVector(column);
      const values = new Float64Array(chunk.rowCount);
      for (let row = 0; row < values.length; row++) values[row] = vector.getItem(row) as number;
      return values;
    };
  }
}

function join(parts: Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
