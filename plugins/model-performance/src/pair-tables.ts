import { PluginError } from '@gatehouse/plugin-kit';
import { quoteName, type TableReader } from '@gatehouse/plugin-kit/table';

/** A table to pair with others: what is taken of it, as SQL by alias. */
export interface Paired {
  from: string;
  path: string;
  columns: Record<string, string>;
}

/**
 * SQL that pairs the rows of all tables: by `key` (as `pairing_key`), or else as they stand in the files. Throws
 * PluginError `pairing` for tables of different lengths, keys that are empty or repeated, or that only one table has.
 */
export async function pairTables(
  reader: TableReader,
  tables: readonly Paired[],
  key: string | undefined,
): Promise<string> {
  const [first, ...others] = tables as [Paired, ...Paired[]];
  const rows = await countRows(reader, first, key);
  for (const other of others) {
    const found = await countRows(reader, other, key);
    if (found !== rows)
      refuse(`${first.path} has ${rows} rows, and ${other.path} has ${found}`, 'Predict exactly these rows.');
    if (key !== undefined) await checkSameKeys(reader, first, other, key);
  }
  const keys = key === undefined ? {} : { pairing_key: keyOf(key) };
  const selects = tables.map(({ from, columns }) => {
    const taken = Object.entries({ ...keys, ...columns }).map(([alias, sql]) => `${sql} AS ${alias}`);
    return `(SELECT ${taken.join(', ')} FROM ${from})`;
  });
  if (key === undefined) return `SELECT * FROM ${selects.join(' POSITIONAL JOIN ')}`;
  const joined = selects.reduce((left, right) => `${left} JOIN ${right} USING (pairing_key)`);
  return `SELECT * FROM ${joined}`;
}

async function countRows(
  reader: TableReader,
  { from, path }: Paired,
  key: string | undefined,
): Promise<number> {
  const terms =
    key === undefined
      ? []
      : [`count(${keyOf(key)})::DOUBLE AS filled`, `count(DISTINCT ${keyOf(key)})::DOUBLE AS keys`];
  const [row = {}] = await reader.rows(
    `SELECT ${['count(*)::DOUBLE AS n', ...terms].join(', ')} FROM ${from}`,
  );
  const n = Number(row.n);
  if (key === undefined) return n;
  if (Number(row.filled) < n)
    refuse(
      `${path}: the key \`${key}\` is empty in ${n - Number(row.filled)} rows`,
      'Give each row its key.',
    );
  if (Number(row.keys) < n)
    refuse(`${path}: the key \`${key}\` has ${row.keys} values in ${n} rows`, 'Each key must occur once.');
  return n;
}

async function checkSameKeys(reader: TableReader, a: Paired, b: Paired, key: string): Promise<void> {
  const keys = ({ from }: Paired) => `(SELECT ${keyOf(key)} AS k FROM ${from})`;
  const [row = {}] = await reader.rows(
    `SELECT count(*)::DOUBLE AS lost FROM ${keys(a)} ANTI JOIN ${keys(b)} USING (k)`,
  );
  if (Number(row.lost) === 0) return;
  refuse(
    `${row.lost} values of the key \`${key}\` in ${a.path} are not in ${b.path}`,
    'Predict exactly the rows of the hold-out table.',
  );
}

// As text, since one file may have as text what another has as numbers.
function keyOf(key: string): string {
  return `CAST(${quoteName(key)} AS VARCHAR)`;
}

function refuse(message: string, hint: string): never {
  throw new PluginError('pairing', message, hint);
}
