import type { Distribution } from '@gatehouse/plugin-kit/statistics';
import {
  canBeNaN,
  describeColumns,
  isPresent,
  kindOf,
  numberOf,
  openTable,
  openTableReader,
  quoteName,
  readExactDistribution,
  readGridDistribution,
  type TableReader,
} from '@gatehouse/plugin-kit/table';
import type { CategoryCounts, ColumnType, Missing, Moments, Side, SideName, ValueCounts } from './sides.ts';

/** More of them are no categories but names or keys, and would not fit into memory. */
export const mostCategories = 100_000;

// Of many more aggregates in one query, each takes longer.
const columnsAtOnce = 25;

interface Counted extends Missing {
  min: number | null;
  max: number | null;
  moments: Moments;
}

/** Opens a file as a table, read in place. Throws PluginError `unknown-format`, `table-unreadable`. */
export async function openTableSide(name: SideName, file: string, shown: string): Promise<Side> {
  const reader = await openTableReader({ [file]: shown });
  try {
    const table = await openTable(reader, { name, file, shown });
    const types = await describeColumns(reader, table);
    const columns = new Map([...types].map(([column, type]) => [column, { type, kind: kindOf(type) }]));
    const [counted] = await reader.rows(`SELECT count(*)::DOUBLE AS n FROM ${table}`);
    const rows = Number(counted?.n);
    return sideOf({ reader, table, columns, rows }, name, shown);
  } catch (error) {
    reader.close();
    throw error;
  }
}

interface OpenTable {
  reader: TableReader;
  table: string;
  columns: ReadonlyMap<string, ColumnType>;
  rows: number;
}

function sideOf(open: OpenTable, name: SideName, shown: string): Side {
  const { reader, table, columns, rows } = open;
  const counted = new Map<string, Counted>();
  const countsOf = (column: string) => counted.get(column) as Counted;
  return {
    name,
    shown,
    rows,
    columns,
    hasValues: true,
    async prepare(names) {
      for (let from = 0; from < names.length; from += columnsAtOnce)
        for (const [column, counts] of await countColumns(open, names.slice(from, from + columnsAtOnce)))
          counted.set(column, counts);
    },
    missing: (column) => countsOf(column),
    async numbers(column, grid) {
      const { type } = columns.get(column) as ColumnType;
      const numbers = { table, number: numberOf(column, type), present: isPresent(column, type) };
      if (grid === 'exact') {
        const distribution = await readExactDistribution(reader, numbers);
        return { distribution, moments: momentsOf(distribution) };
      }
      const { min, max, moments } = countsOf(column);
      const range = { min: min ?? 0, max: max ?? 0 };
      return { distribution: await readGridDistribution(reader, numbers, grid, range), moments };
    },
    categories: (column) => countCategories(reader, table, column, columns.get(column) as ColumnType),
    parts: (column, size) => countParts(reader, table, column, size, columns.get(column) as ColumnType),
    close: () => reader.close(),
  };
}

async function countColumns(
  { reader, table, columns, rows }: OpenTable,
  names: readonly string[],
): Promise<[string, Counted][]> {
  const terms = names.flatMap((name, index) => {
    const { type, kind } = columns.get(name) as ColumnType;
    const column = quoteName(name);
    const nan = canBeNaN(type) ? `count_if(isnan(${column}))` : '0';
    const missing = [`count(${column})::DOUBLE AS present_${index}`, `(${nan})::DOUBLE AS nan_${index}`];
    if (kind !== 'numeric' && kind !== 'temporal') return missing;
    const number = numberOf(name, type);
    const finite = `CASE WHEN isfinite(${number}) THEN ${number} END`;
    // Squares of larger values, or their sum, leave the range of a double.
    const square = `CASE WHEN abs(${number}) < 1e145 THEN ${number} END`;
    return [
      ...missing,
      `min(${finite}) AS min_${index}`,
      `max(${finite}) AS max_${index}`,
      `count(${finite})::DOUBLE AS finite_${index}`,
      `count(${square})::DOUBLE AS small_${index}`,
      `avg(${square}) AS mean_${index}`,
      `var_pop(${square}) AS variance_${index}`,
    ];
  });
  const [row = {}] = await reader.rows(`SELECT ${terms.join(', ')} FROM ${table}`);
  const read = (key: string) => (typeof row[key] === 'number' ? row[key] : null);
  return names.map((name, index) => [
    name,
    {
      rows,
      nulls: rows - Number(row[`present_${index}`]),
      nans: Number(row[`nan_${index}`]),
      min: read(`min_${index}`),
      max: read(`max_${index}`),
      moments: {
        n: read(`finite_${index}`) ?? 0,
        mean: rounded(read(`mean_${index}`)),
        variance:
          row[`finite_${index}`] === row[`small_${index}`] ? rounded(read(`variance_${index}`)) : null,
      },
    },
  ]);
}

// In another order, as threads come, sums differ in the last bits: two runs must give the same number.
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(12));
}

function momentsOf({ low, count }: Distribution): Moments {
  const n = weighted(low, count, () => 1);
  if (n === 0) return { n, mean: null, variance: null };
  const mean = weighted(low, count, (value) => value) / n;
  const variance = weighted(low, count, (value) => (value - mean) ** 2) / n;
  return { n, mean, variance: Number.isFinite(variance) ? variance : null };
}

function weighted(values: Float64Array, counts: Float64Array, of: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++)
    if (Number.isFinite(values[i])) sum += of(values[i] as number) * (counts[i] as number);
  return sum;
}

async function countCategories(
  reader: TableReader,
  table: string,
  column: string,
  { type }: ColumnType,
): Promise<CategoryCounts> {
  const name = quoteName(column);
  const [about] = await reader.rows(`SELECT approx_count_distinct(${name})::DOUBLE AS n FROM ${table}`);
  // The estimate is off by a fifth at most times: only what is far beyond is not counted at all.
  if (Number(about?.n) > 2 * mostCategories) return { tooMany: mostCategories };
  const rows = await reader.rows(
    `SELECT CAST(${name} AS VARCHAR) AS category, count(*)::DOUBLE AS n FROM ${table}
     WHERE ${isPresent(column, type)} GROUP BY 1 ORDER BY 1`,
  );
  if (rows.length > mostCategories) return { tooMany: mostCategories };
  return { keys: 'text', counts: new Map(rows.map(({ category, n }) => [String(category), Number(n)])) };
}

async function countParts(
  reader: TableReader,
  table: string,
  column: string,
  size: number,
  { type, kind }: ColumnType,
): Promise<ValueCounts[]> {
  const value =
    kind === 'categorical' ? `CAST(${quoteName(column)} AS VARCHAR)` : `${numberOf(column, type)}::DOUBLE`;
  const rows = await reader.rows(
    `SELECT part, value, count(*)::DOUBLE AS n FROM (
       SELECT ((row_number() OVER () - 1) // ${size})::DOUBLE AS part, ${value} AS value,
         ${isPresent(column, type)} AS present FROM ${table}
     ) WHERE present GROUP BY ALL ORDER BY ALL`,
  );
  const parts: [number | string, number][][] = [];
  for (const { part, value, n } of rows) {
    const own = parts[Number(part)] ?? [];
    own.push([typeof value === 'number' ? value : String(value), Number(n)]);
    parts[Number(part)] = own;
  }
  // A part without a value is not there.
  return parts.filter((part) => part !== undefined);
}
