import {
  canBeNaN,
  countBins,
  countNumbers,
  countWithin,
  describeColumns,
  isPresent,
  kindOf,
  openTable,
  openTableReader,
  quoteName,
  refineBins,
  type TableReader,
} from '@gatehouse/plugin-kit/table';
import type { CategoryCounts, Missing } from './counts.ts';
import type { ColumnType, Grid, HowToRead, NamedFile, NumberValues, Side, SideName } from './sides.ts';
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

function sideOf(open: OpenTable, name: SideName, shown: string): Side {
  const { reader, table, columns, rows } = open;
  const typeOf = (column: string) => columns.get(column) as ColumnType;
  const ready = new Map<string, NumberValues>();
  const read = async (names: readonly string[], grid: Grid) => {
    const wanted = names.map((column) => ({ name: column, type: typeOf(column).type }));
    const counted = await countNumbers(reader, table, wanted, { grid, rows });
    for (const [index, { distribution, moments, rows: n, nulls, nans }] of counted.entries())
      ready.set(`${grid} ${names[index]}`, { distribution, moments, missing: { rows: n, nulls, nans } });
  };
  return {
    name,
    shown,
    rows,
    columns,
    hasValues: true,
    prepare(names, grid) {
      // What comes after the first grid belongs to the same columns.
      if (grid !== 'logarithmic') ready.clear();
      return read(names, grid);
    },
    async numbers(column, grid) {
      const key = `${grid} ${column}`;
      if (!ready.has(key)) await read([column], grid);
      return ready.get(key) as NumberValues;
    },
    async refine(column, values) {
      const wanted = { name: column, type: typeOf(column).type };
      return { ...values, distribution: await refineBins(reader, table, wanted, values.distribution) };
    },
    closer(column) {
      const wanted = { name: column, type: typeOf(column).type };
      return {
        values: (ranges, most) => countWithin(reader, table, wanted, ranges, most),
        bins: (range, most) => countBins(reader, table, wanted, range, most),
      };
    },
    categories: (column) => countCategories(open, column, typeOf(column).type),
    parts: (column, size, kind) =>
      countParts(reader, table, { name: column, type: typeOf(column).type, kind }, size),
    close: () => reader.close(),
  };
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
