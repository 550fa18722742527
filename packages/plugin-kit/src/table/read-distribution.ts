import { PluginError } from '../define-plugin.ts';
import { coarsen, collect, type Distribution, type GridKind, linearExponent } from '../statistics/index.ts';
import type { TableReader } from './open-table-reader.ts';
import { readNumbers } from './read-numbers.ts';

/** Numbers to read: an SQL expression of float64 over the rows of a table. */
export interface NumberColumn {
  table: string;
  number: string;
}

/** A column of numbers as it was counted: infinities are values, nulls and NaN are not. */
export interface CountedNumbers {
  distribution: Distribution;
  rows: number;
  nulls: number;
  nans: number;
}

// As text: DuckDB would read a plain decimal as DECIMAL, and lose the last bits.
export function doubleLiteral(value: number): string {
  return `'${value}'::DOUBLE`;
}

/** Every value of a column with how often it comes. */
export async function readExactDistribution(
  reader: TableReader,
  { table, number }: NumberColumn,
): Promise<CountedNumbers> {
  const [isNull, value, count] = (await readNumbers(
    reader,
    `SELECT (x IS NULL)::DOUBLE, coalesce(x, 0), count(*)::DOUBLE FROM (SELECT ${number} AS x FROM ${table}) GROUP BY x`,
    3,
  )) as [Float64Array, Float64Array, Float64Array];
  const sumOf = (is: (index: number) => boolean) =>
    count.reduce((sum, one, index) => (is(index) ? sum + one : sum), 0);
  const isValue = (index: number) => isNull[index] === 0 && !Number.isNaN(value[index]);
  const keep = (column: Float64Array) => column.filter((_, index) => isValue(index));
  const values = keep(value);
  return {
    distribution: collect(values, values, keep(count)),
    rows: sumOf(() => true),
    nulls: sumOf((index) => isNull[index] === 1),
    nans: sumOf((index) => isNull[index] === 0 && Number.isNaN(value[index])),
  };
}

/** The most bins of a linear grid; a logarithmic one has 128 to the octave, however many it takes. */
export const mostBins = 4096;

/**
 * A column counted on a grid in one pass. `range`: its smallest and largest finite values. Throws PluginError
 * `table-unreadable` where a value lies outside of it: the statistics in the file would be false.
 */
export async function readGridDistribution(
  reader: TableReader,
  column: NumberColumn,
  kind: GridKind,
  range: { min: number; max: number },
): Promise<CountedNumbers> {
  const scale = doubleLiteral(2 ** -linearExponent(range.min, range.max, mostBins));
  const key =
    kind === 'linear'
      ? `floor(x * ${scale})`
      : `CASE WHEN x = 0 THEN 0 ELSE sign(x) * (floor(log2(abs(x)) * 128) + 200000) END`;
  // What is not finite has no key, and is looked at again only where there is any.
  const columns = await readNumbers(
    reader,
    `SELECT (k IS NULL)::DOUBLE, coalesce(min(x), 0), coalesce(max(x), 0), count(x)::DOUBLE, count(*)::DOUBLE
     FROM (SELECT x, TRY_CAST(${key} AS BIGINT) AS k FROM (SELECT ${column.number} AS x FROM ${column.table}))
     GROUP BY k`,
    5,
  );
  const [noKey, low, high, present, all] = columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const without = noKey.indexOf(1);
  const rest = without < 0 ? { present: 0, all: 0 } : { present: present[without], all: all[without] };
  const keep = (values: Float64Array) => values.filter((_, index) => noKey[index] === 0);
  const special = rest.present === 0 ? none : await countSpecial(reader, column);
  const outside = (rest.present as number) - special.nans - special.above - special.below;
  if (outside > 0 || low.some((value, i) => noKey[i] === 0 && (value < range.min || high[i]! > range.max)))
    throw new PluginError(
      'table-unreadable',
      'a column has values beyond the smallest and the largest that its file states',
      'Write the file again: its statistics are false.',
    );
  const infinite = [
    [Number.NEGATIVE_INFINITY, special.below],
    [Number.POSITIVE_INFINITY, special.above],
  ].filter(([, n]) => (n as number) > 0) as [number, number][];
  const ends = infinite.map(([end]) => end);
  return {
    distribution: coarsen(
      collect(
        Float64Array.from([...keep(low), ...ends]),
        Float64Array.from([...keep(high), ...ends]),
        Float64Array.from([...keep(present), ...infinite.map(([, n]) => n)]),
      ),
      kind,
      kind === 'linear' ? mostBins : Number.POSITIVE_INFINITY,
    ),
    rows: all.reduce((sum, one) => sum + one, 0),
    nulls: (rest.all as number) - (rest.present as number),
    nans: special.nans,
  };
}

const none = { nans: 0, below: 0, above: 0 };

async function countSpecial(reader: TableReader, { table, number }: NumberColumn) {
  const [row = {}] = await reader.rows(
    `SELECT count_if(isnan(x))::DOUBLE AS nans, count_if(x = '-infinity'::DOUBLE)::DOUBLE AS below,
     count_if(x = 'infinity'::DOUBLE)::DOUBLE AS above FROM (SELECT ${number} AS x FROM ${table})`,
  );
  return { nans: Number(row.nans), below: Number(row.below), above: Number(row.above) };
}

/**
 * The smallest and largest finite values of columns, null where there is none. One query of nothing but minima and
 * maxima, which the statistics of a Parquet file answer; columns with NaN or infinities are read.
 */
export async function readRanges(
  reader: TableReader,
  table: string,
  numbers: readonly string[],
): Promise<({ min: number; max: number } | null)[]> {
  const ask = async (terms: readonly string[]) => {
    if (terms.length === 0) return [];
    const selected = terms.flatMap((x, i) => [`min(${x}) AS min_${i}`, `max(${x}) AS max_${i}`]);
    const [row = {}] = await reader.rows(`SELECT ${selected.join(', ')} FROM ${table}`);
    return terms.map((_, i) => [row[`min_${i}`], row[`max_${i}`]] as const);
  };
  const found = await ask(numbers);
  const isRead = found.map(([min, max]) => (min === null) !== (max === null) || !areFinite(min, max));
  const again = await ask(
    numbers.filter((_, i) => isRead[i]).map((x) => `CASE WHEN isfinite(${x}) THEN ${x} END`),
  );
  return found.map((ends, i) => {
    const [min, max] = (isRead[i] ? again.shift() : ends) ?? [null, null];
    return typeof min === 'number' && typeof max === 'number' ? { min, max } : null;
  });
}

function areFinite(min: unknown, max: unknown): boolean {
  return (min === null && max === null) || (Number.isFinite(min) && Number.isFinite(max));
}
