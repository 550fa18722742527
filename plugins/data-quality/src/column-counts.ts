import {
  canBeNaN,
  kindOf,
  numberOf,
  quoteName,
  type TableColumns,
  type TableReader,
} from '@gatehouse/plugin-kit/table';
import type { ColumnCounts } from './counted.ts';
import { withExactStd } from './exact-std.ts';

export interface TableCounts {
  rows: number;
  columns: ColumnCounts[];
}

// Squares of larger values, or their sum, leave the range of a double.
const largest = '1e145';

// Of many more aggregates in one query, each takes longer.
const columnsAtOnce = 25;

/** Counts rows and what is in each column, in one pass (one for each 25 columns, over these columns alone). */
export async function countColumns(
  reader: TableReader,
  table: string,
  columns: TableColumns,
): Promise<TableCounts> {
  const all = [...columns];
  const [total = {}] = await reader.rows(`SELECT count(*)::DOUBLE AS n FROM ${table}`);
  const rows = Number(total.n);
  const counted: ColumnCounts[] = [];
  for (let from = 0; from < all.length; from += columnsAtOnce) {
    const some = all.slice(from, from + columnsAtOnce);
    const terms = some.flatMap(([name, type], index) =>
      Object.entries(termsOf(name, type)).map(([key, sql]) => `(${sql})::DOUBLE AS ${key}_${index}`),
    );
    const [row = {}] = await reader.rows(`SELECT ${terms.join(', ')} FROM ${table}`);
    const value = (key: string, index: number) => row[`${key}_${index}`] as number | null | undefined;
    counted.push(
      ...some.map(([name, type], index) => readCounts(name, type, rows, (key) => value(key, index) ?? null)),
    );
  }
  return { rows, columns: await withExactStd(reader, table, counted) };
}

function termsOf(name: string, type: string): Record<string, string> {
  const column = quoteName(name);
  const kind = kindOf(type);
  const terms: Record<string, string> = { values: `count(${column})` };
  if (canBeNaN(type)) terms.nans = `count_if(isnan(${column}))`;
  if (canBeInfinite(type)) {
    terms.positive = `count_if(${column} = 'infinity')`;
    terms.negative = `count_if(${column} = '-infinity')`;
  }
  const finite = finiteOf(name, type);
  if (kind === 'numeric' || kind === 'temporal') {
    terms.min = `min(${finite})`;
    terms.max = `max(${finite})`;
  }
  if (kind === 'numeric') {
    terms.mean = `avg(${finite})`;
    // A CASE, because a FILTER on each of many aggregates is several times slower.
    terms.std = `stddev_samp(CASE WHEN abs(${finite}) < ${largest} THEN ${finite} END)`;
  }
  if (type === 'VARCHAR') {
    terms.shortest = `min(length(${column}))`;
    terms.longest = `max(length(${column}))`;
    terms.empty = `count_if(${column} = '')`;
  }
  return terms;
}

/** A column as a double in SQL, with null for what is not finite. */
export function finiteOf(name: string, type: string): string {
  const number = numberOf(name, type);
  return canBeInfinite(type) ? `CASE WHEN isfinite(${quoteName(name)}) THEN ${number} END` : number;
}

export function canBeInfinite(type: string): boolean {
  return canBeNaN(type) || /^(DATE|TIMESTAMP|TIMESTAMP WITH TIME ZONE)$/.test(type);
}

function readCounts(
  name: string,
  type: string,
  rows: number,
  value: (key: string) => number | null,
): ColumnCounts {
  const [values, nans] = [value('values') ?? 0, value('nans') ?? 0];
  const [min, max] = [value('min'), value('max')];
  const tooLarge = Math.max(-(min ?? 0), max ?? 0) >= Number(largest);
  return {
    name,
    type,
    nulls: rows - values,
    nans,
    positiveInfinities: value('positive') ?? 0,
    negativeInfinities: value('negative') ?? 0,
    present: values - nans,
    min,
    max,
    mean: value('mean'),
    std: tooLarge ? Number.POSITIVE_INFINITY : value('std'),
    shortest: value('shortest'),
    longest: value('longest'),
    empty: value('empty') ?? 0,
  };
}
