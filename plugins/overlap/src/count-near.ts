import { PluginError } from '@gatehouse/plugin-kit';
import type { TableReader } from '@gatehouse/plugin-kit/table';
import { eachPart } from './count-matches.ts';
import { cellsOf } from './near-cells.ts';
import type { NearColumns } from './near-columns.ts';
import type { OpenedTable } from './open-tables.ts';
import { sidesOf } from './sides.ts';

// Of more columns, each row of the hold-out would be looked for in too many cells; the others are compared there.
const mostCells = 3;
const rowsAtOnce = 2_000_000;
/** Pairs of different rows in one cell that are compared at most: some minutes. */
export const mostPairs = 5_000_000_000;

/**
 * Rows of the hold-out with a row of training that is near in all columns: exact within the tolerances. Rows meet in
 * cells, so that each is compared with those around it alone. Holds the different rows of these columns of both sides.
 * Throws PluginError `near-too-wide` where that would be too many.
 */
export async function countNear(
  reader: TableReader,
  tables: readonly [OpenedTable, ...OpenedTable[]],
  { equal, within }: NearColumns,
): Promise<number> {
  const sides = sidesOf(tables, [...equal, ...within.map(({ column }) => column)]);
  const equals = equal.map((_, index) => `c${index}`);
  const numbers = within.map((_, index) => `c${equal.length + index}`);
  // What is no finite number is near to its like alone.
  const kinds = numbers.map(
    (
      name,
      index,
    ) => `CASE WHEN ${name} IS NULL THEN 1 WHEN isnan(${name}) THEN 2 WHEN isfinite(${name}) THEN 0
      WHEN ${name} > 0 THEN 3 ELSE 4 END AS q${index}`,
  );
  const finite = numbers.map(
    (name, index) => `CASE WHEN isfinite(${name}) THEN ${name} ELSE 0 END AS x${index}`,
  );
  const values = [...equals, ...kinds, ...finite].join(', ');
  await reader.rows(
    `CREATE TEMP TABLE near_holdout AS SELECT ${values}, count(*) AS n FROM ${sides.holdout} GROUP BY ALL`,
  );
  await reader.rows(`CREATE TEMP TABLE near_training AS SELECT DISTINCT ${values} FROM ${sides.training}`);
  const chosen = await chooseCells(reader, within);
  const cells = within.map(({ tolerance }, index) => cellsOf(`x${index}`, tolerance));
  const same = [...equals, ...within.map((_, index) => `q${index}`)];
  const keys = [...same, ...chosen.map((index) => `l${index}`)];
  const hashed = `hash(${keys.join(', ')}) AS k`;
  const spread = chosen.reduce(
    (rows, index) => `(SELECT *, unnest(${cells[index]?.cells}) AS l${index} FROM ${rows})`,
    '(SELECT *, rowid AS id FROM near_holdout)',
  );
  const ranges = cells.flatMap(({ low, high }, index) => [
    `${low} AS low${index}`,
    `${high} AS high${index}`,
  ]);
  const asked = `(SELECT ${[hashed, '*', ...ranges].join(', ')} FROM ${spread})`;
  const cellOf = chosen.map((index) => `${cells[index]?.cell} AS l${index}`);
  const offered = `(SELECT ${hashed}, * FROM (SELECT ${['*', ...cellOf].join(', ')} FROM near_training))`;
  await reader.rows('CREATE TEMP TABLE near_found (id BIGINT)');
  const parts = Math.ceil(((await rowsOf(reader, asked)) + (await rowsOf(reader, offered))) / rowsAtOnce);
  const conditions = [
    'h.k = t.k',
    ...keys.map((name) => `h.${name} IS NOT DISTINCT FROM t.${name}`),
    ...within.flatMap((_, index) => [`t.x${index} >= h.low${index}`, `t.x${index} <= h.high${index}`]),
  ];
  const inPart = (rows: string, part: string) => `(SELECT * FROM ${rows} WHERE ${part})`;
  let pairs = 0;
  await eachPart(parts, async (part) => {
    pairs += await countPairs(reader, inPart(asked, part), inPart(offered, part));
  });
  if (pairs > mostPairs) throw tooWide();
  await eachPart(parts, async (part) => {
    await reader.rows(
      `INSERT INTO near_found SELECT DISTINCT h.id FROM ${inPart(asked, part)} h SEMI JOIN ${inPart(offered, part)} t
       ON ${conditions.join(' AND ')}`,
    );
  });
  const [row = {}] = await reader.rows(
    'SELECT coalesce(sum(n), 0)::DOUBLE AS n FROM near_holdout WHERE rowid IN (SELECT id FROM near_found)',
  );
  for (const table of ['near_holdout', 'near_training', 'near_found'])
    await reader.rows(`DROP TABLE ${table}`);
  return Number(row.n);
}

// Those that tell most rows apart.
async function chooseCells(reader: TableReader, within: NearColumns['within']): Promise<number[]> {
  if (within.length <= mostCells) return [...within.keys()];
  const counts = within.map(
    ({ tolerance }, index) =>
      `approx_count_distinct(${cellsOf(`x${index}`, tolerance).cell})::DOUBLE AS n${index}`,
  );
  const [row = {}] = await reader.rows(`SELECT ${counts.join(', ')} FROM near_training`);
  const order = [...within.keys()].toSorted((a, b) => Number(row[`n${b}`]) - Number(row[`n${a}`]));
  return order.slice(0, mostCells);
}

async function rowsOf(reader: TableReader, rows: string): Promise<number> {
  const [row = {}] = await reader.rows(`SELECT count(*)::DOUBLE AS n FROM ${rows}`);
  return Number(row.n);
}

async function countPairs(reader: TableReader, asked: string, offered: string): Promise<number> {
  const counted = (rows: string) => `(SELECT k, count(*)::DOUBLE AS n FROM ${rows} GROUP BY k)`;
  const [row = {}] = await reader.rows(
    `SELECT coalesce(sum(h.n * t.n), 0) AS n FROM ${counted(asked)} h JOIN ${counted(offered)} t ON h.k = t.k`,
  );
  return Number(row.n);
}

function tooWide(): PluginError {
  return new PluginError(
    'near-too-wide',
    `more than ${mostPairs} pairs of rows lie so close that they would have to be compared one by one`,
    'Make the tolerances smaller, or name more columns under `near`.',
  );
}
