import {
  type CountedNumbers,
  countNumbers,
  kindOf,
  type TableColumns,
  type TableReader,
} from '@gatehouse/plugin-kit/table';
import { countColumns, type TableCounts } from './column-counts.ts';
import type { ColumnValues } from './column-values.ts';
import { countDistinct } from './count-distinct.ts';
import type { ColumnCounts } from './counted.ts';
import { withExactStd } from './exact-std.ts';
import { readQuantile } from './read-quantile.ts';

// Columns of numbers that are read side by side.
const columnsAtOnce = 25;

/**
 * Counts a large table in one pass over its numbers, in constant memory: means and ranges are exact, quantiles are
 * those of a histogram, and many different values are estimated. Each says how far off it can be.
 */
export async function profileLarge(
  reader: TableReader,
  table: string,
  columns: TableColumns,
  quantiles: readonly number[],
  progress: (share: number) => void,
): Promise<{ counts: TableCounts; values: ColumnValues[] }> {
  const numbers = [...columns].filter(([, type]) => kindOf(type) === 'numeric');
  const others = new Map([...columns].filter(([, type]) => kindOf(type) !== 'numeric'));
  const { rows, columns: counted } = await countColumns(reader, table, others);
  const found = new Map<string, { counts: ColumnCounts; values: ColumnValues }>();
  for (const [index, counts] of counted.entries()) {
    progress((index / counted.length) * 0.3);
    const distinct = await countDistinct(reader, table, counts);
    found.set(counts.name, { counts, values: { ...distinct, quantiles: undefined } });
  }
  for (let from = 0; from < numbers.length; from += columnsAtOnce) {
    progress(0.3 + (0.7 * from) / numbers.length);
    const some = numbers.slice(from, from + columnsAtOnce).map(([name, type]) => ({ name, type }));
    const grids = await countNumbers(reader, table, some, {
      grid: 'linear',
      rows,
      distinct: true,
      rounded: true,
    });
    const all = some.map(({ name, type }, index) => countsOf(name, type, grids[index] as CountedNumbers));
    for (const [index, counts] of (await withExactStd(reader, table, all)).entries()) {
      const grid = grids[index] as CountedNumbers;
      const isPlain = isNumberOfDouble(counts) && grid.distinct !== null;
      const distinct = isPlain ? estimateOf(grid) : await countDistinct(reader, table, counts);
      const read = quantiles.map((quantile) => readQuantile(grid.distribution, quantile));
      found.set(counts.name, {
        counts,
        values: {
          ...distinct,
          quantiles: read.map((one) => one?.value ?? null),
          quantileNotes: read.map((one) =>
            one === null || one.bound === 0 ? undefined : `within ${one.bound}`,
          ),
        },
      });
    }
  }
  const ordered = [...columns.keys()].map(
    (name) => found.get(name) as { counts: ColumnCounts; values: ColumnValues },
  );
  return {
    counts: { rows, columns: ordered.map(({ counts }) => counts) },
    values: ordered.map(({ values }) => values),
  };
}

function estimateOf({ distinct }: CountedNumbers): Pick<ColumnValues, 'distinct' | 'distinctNote'> {
  const { value, standardError } = distinct ?? { value: 0, standardError: 0 };
  return standardError === 0
    ? { distinct: value }
    : { distinct: value, distinctNote: `estimated, standard error ${(100 * standardError).toFixed(1)} %` };
}

// Larger whole numbers and long decimals share a float64: they are told apart by DuckDB.
function isNumberOfDouble({ type, min, max }: ColumnCounts): boolean {
  const isWhole = !/^(FLOAT|DOUBLE|DECIMAL)/.test(type);
  return (
    !type.startsWith('DECIMAL') && !(isWhole && Math.max(-(min ?? 0), max ?? 0) >= Number.MAX_SAFE_INTEGER)
  );
}

function countsOf(name: string, type: string, grid: CountedNumbers): ColumnCounts {
  const { low, high, count } = grid.distribution;
  const { n, mean, variance } = grid.moments;
  const infinite = (end: number) => (low.indexOf(end) < 0 ? 0 : (count[low.indexOf(end)] as number));
  const std = variance === null ? Number.POSITIVE_INFINITY : Math.sqrt((variance * n) / (n - 1));
  return {
    name,
    type,
    nulls: grid.nulls,
    nans: grid.nans,
    positiveInfinities: infinite(Number.POSITIVE_INFINITY),
    negativeInfinities: infinite(Number.NEGATIVE_INFINITY),
    present: grid.rows - grid.nulls - grid.nans,
    min: low.find(Number.isFinite) ?? null,
    max: high.findLast(Number.isFinite) ?? null,
    mean,
    std: n < 2 ? null : std,
    shortest: null,
    longest: null,
    empty: 0,
  };
}
