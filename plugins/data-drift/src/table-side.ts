import { countExactly, countOnGrid, type Distribution } from '@gatehouse/plugin-kit/statistics';
import {
  type ColumnNumbers,
  canBeNaN,
  countBins,
  countWithin,
  describeColumns,
  isPresent,
  kindOf,
  openTable,
  openTableReader,
  quoteName,
  readNumbers,
  refineBins,
  type TableReader,
} from '@gatehouse/plugin-kit/table';
import type { CategoryCounts, Missing } from './counts.ts';
import {
  type ColumnType,
  type Grid,
  type HowToRead,
  type NamedFile,
  presentOf,
  type Side,
  type SideName,
} from './sides.ts';
import { countParts } from './table-parts.ts';

/** More of them are no categories but names or keys, and would not fit into memory. */
export const mostCategories = 100_000;

/** Opens a file as a table, read in place. Throws PluginError `unknown-format`, `table-unreadable`. */
export async function openTableSide(
  name: SideName,
  { file, shown }: NamedFile,
  { readings, ...how }: HowToRead,
): Promise<Side> {
  const reader = await openTableReader({ [file]: shown });
  try {
    const table = await openTable(reader, { name, file, shown, ...how });
    readings.push(...reader.readings);
    const types = await describeColumns(reader, table);
    const columns = new Map([...types].map(([column, type]) => [column, { type, kind: kindOf(type) }]));
    const [counted] = await reader.rows(`SELECT count(*)::DOUBLE AS n FROM ${table}`);
    return sideOf({ reader, table, columns, rows: Number(counted?.n) }, name, shown);
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

// Of a table with more rows, a column is read again for each look at it.
const mostRowsKept = 6_000_000;

function sideOf(open: OpenTable, name: SideName, shown: string): Side {
  const { reader, table, columns, rows } = open;
  const typeOf = (column: string) => (columns.get(column) as ColumnType).type;
  const room: Float64Array[] = [];
  const ready = new Map<string, ColumnNumbers>();
  const prepare = async (names: readonly string[]) => {
    // The room is used again: what was read into it before is gone.
    ready.clear();
    while (rows <= mostRowsKept && room.length < names.length) room.push(new Float64Array(rows));
    const wanted = names.map((column) => ({ name: column, type: typeOf(column) }));
    const read = await readNumbers(reader, table, wanted, room);
    for (const [index, numbers] of read.entries()) ready.set(names[index] as string, numbers);
  };
  const numbersOf = async (column: string) => {
    if (!ready.has(column)) await prepare([column]);
    return ready.get(column) as ColumnNumbers;
  };
  return {
    name,
    shown,
    rows,
    columns,
    hasValues: true,
    prepare,
    async numbers(column, grid) {
      const numbers = await numbersOf(column);
      const { moments, rows: n, nulls, nans } = numbers;
      const missing = { rows: n, nulls, nans };
      return { distribution: await countValues(numbers, grid), moments, missing };
    },
    async refine(column, values) {
      return { ...values, distribution: await refineBins(await numbersOf(column), values.distribution) };
    },
    closer: (column) => ({
      values: async (ranges, most) => countWithin(await numbersOf(column), ranges, most),
      bins: async (range, most) => countBins(await numbersOf(column), range, most),
    }),
    categories: (column) => countCategories(open, column, typeOf(column)),
    parts: (column, size, kind) =>
      countParts(reader, table, { name: column, type: typeOf(column), kind }, size),
    close: () => reader.close(),
  };
}

async function countValues(numbers: ColumnNumbers, grid: Grid): Promise<Distribution> {
  const { range } = numbers;
  const counter =
    grid === 'exact' ? countExactly(presentOf(numbers)) : countOnGrid(grid, range ?? { min: 0, max: 0 });
  await numbers.each((values, n) => counter.add(values, n));
  return counter.finish();
}

async function countCategories(
  { reader, table, rows }: OpenTable,
  column: string,
  type: string,
): Promise<{ missing: Missing; categories: CategoryCounts }> {
  const name = quoteName(column);
  const nan = canBeNaN(type) ? `count_if(isnan(${name}))` : '0';
  const [about = {}] = await reader.rows(
    `SELECT approx_count_distinct(${name})::DOUBLE AS n, count(${name})::DOUBLE AS present, (${nan})::DOUBLE AS nans
     FROM ${table}`,
  );
  const missing = { rows, nulls: rows - Number(about.present), nans: Number(about.nans) };
  // The estimate is off by a fifth at most times: only what is far beyond is not counted at all.
  if (Number(about.n) > 2 * mostCategories) return { missing, categories: { tooMany: mostCategories } };
  const found = await reader.rows(
    `SELECT CAST(${name} AS VARCHAR) AS category, count(*)::DOUBLE AS n FROM ${table}
     WHERE ${isPresent(column, type)} GROUP BY 1 ORDER BY 1`,
  );
  if (found.length > mostCategories) return { missing, categories: { tooMany: mostCategories } };
  const counts = new Map(found.map(({ category, n }) => [String(category), Number(n)]));
  return { missing, categories: { keys: 'text', counts } };
}
