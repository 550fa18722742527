import type { TableReader } from '@gatehouse/plugin-kit/table';
import { countMatches } from './count-matches.ts';
import { columnsOf, type Sides } from './sides.ts';

/** What tells rows apart though no value of it is on both sides, as a row number is. */
export interface Disjoint {
  /** Which columns, by index. */
  columns: number[];
  /** Rows of the hold-out that equal a row of training in all other columns. */
  rows: number;
}

const sampled = 2000;

/** Looks for columns of which no value of the hold-out is in training: each of them alone lets no row be equal. */
export async function countDisjoint(reader: TableReader, sides: Sides, rows: number): Promise<Disjoint> {
  const columns: number[] = [];
  for (const index of columnsOf(sides.width).keys())
    if (!(await sharesValue(reader, sides, index))) columns.push(index);
  const others = columnsOf(sides.width).filter((_, index) => !columns.includes(index));
  if (columns.length === 0 || others.length === 0) return { columns, rows: 0 };
  const select = (side: string) =>
    `(SELECT ${others.map((name, index) => `${name} AS c${index}`).join(', ')} FROM ${side})`;
  const left = { holdout: select(sides.holdout), training: select(sides.training), width: others.length };
  return { columns, rows: await countMatches(reader, left, rows) };
}

// Most columns share a value of the first rows already.
async function sharesValue(
  reader: TableReader,
  { holdout, training }: Sides,
  index: number,
): Promise<boolean> {
  for (const limit of [`LIMIT ${sampled}`, '']) {
    const found = await reader.rows(
      `SELECT 1 AS one FROM (SELECT hash(c${index}) AS k FROM ${training}) t
       SEMI JOIN (SELECT DISTINCT hash(c${index}) AS k FROM (SELECT c${index} FROM ${holdout} ${limit})) h ON t.k = h.k LIMIT 1`,
    );
    if (found.length > 0) return true;
  }
  return false;
}
