import type { TableReader } from '@gatehouse/plugin-kit/table';
import { columnsOf, type Sides } from './sides.ts';

// Hashes, and bytes of rows, that are held at once: memory stays the same however many rows there are.
const hashesAtOnce = 2_000_000;
const bytesAtOnce = 24 * 2 ** 20;

/**
 * Rows of the hold-out that equal a row of training in all columns; null equals null, NaN equals NaN, -0 equals 0. Rows
 * whose hash no row of the other side has are set aside first; the others are compared value by value, so that equal
 * hashes alone are no match.
 */
export async function countMatches(
  reader: TableReader,
  { holdout, training, width }: Sides,
  rows: number,
): Promise<number> {
  const names = columnsOf(width);
  const hashed = (side: string) => `(SELECT hash(${names.join(', ')}) AS k, * FROM ${side})`;
  await reader.rows('CREATE OR REPLACE TEMP TABLE shared (k UBIGINT)');
  await eachPart(Math.ceil(rows / hashesAtOnce), async (part) => {
    const keys = (side: string) => `(SELECT k FROM ${hashed(side)} WHERE ${part})`;
    await reader.rows(
      `INSERT INTO shared SELECT DISTINCT h.k FROM ${keys(holdout)} h SEMI JOIN ${keys(training)} t ON h.k = t.k`,
    );
  });
  const [found = {}] = await reader.rows('SELECT count(*)::DOUBLE AS n FROM shared');
  if (Number(found.n) === 0) return 0;
  const bytes = Number(found.n) * (await bytesOf(reader, holdout, names));
  let matches = 0;
  await eachPart(Math.ceil(bytes / bytesAtOnce), async (part) => {
    const likely = (side: string, counted: string) =>
      `(SELECT ${counted} FROM ${hashed(side)} WHERE ${part} AND k IN (SELECT k FROM shared) GROUP BY ALL)`;
    const all = ['k', ...names];
    const equal = all.map((name) => `h.${name} IS NOT DISTINCT FROM t.${name}`);
    const [row = {}] = await reader.rows(
      `SELECT coalesce(sum(h.n), 0)::DOUBLE AS n FROM ${likely(holdout, `${all.join(', ')}, count(*) AS n`)} h
       SEMI JOIN ${likely(training, all.join(', '))} t ON ${equal.join(' AND ')}`,
    );
    matches += Number(row.n);
  });
  await reader.rows('DROP TABLE shared');
  return matches;
}

/** Does the work for each part of the values of `k`: boolean SQL that is true in one part alone. */
export async function eachPart(parts: number, work: (part: string) => Promise<void>): Promise<void> {
  const all = Math.max(1, parts);
  for (let part = 0; part < all; part++) await work(all === 1 ? 'true' : `k % ${all} = ${part}`);
}

async function bytesOf(reader: TableReader, side: string, names: readonly string[]): Promise<number> {
  const lengths = names.map((name) => `coalesce(avg(strlen(CAST(${name} AS VARCHAR))), 0)`);
  const [row = {}] = await reader.rows(
    `SELECT (${lengths.join(' + ')})::DOUBLE AS n FROM (SELECT * FROM ${side} LIMIT 10000)`,
  );
  return 16 * (names.length + 1) + Number(row.n);
}
