import { canBeNaN, type TableReader } from '@gatehouse/plugin-kit/table';
import type { AgreedColumn } from './agree-columns.ts';
import { countMatches } from './count-matches.ts';
import { type Measurement, measurement } from './measurement.ts';
import type { OpenedTable } from './open-tables.ts';
import { sidesOf } from './sides.ts';

/** Rows of the hold-out whose key is in training. Where a side has no key at all, there is nothing to be found: no value. */
export async function measureKeys(
  reader: TableReader,
  tables: readonly [OpenedTable, ...OpenedTable[]],
  keys: readonly AgreedColumn[],
  trained: number,
): Promise<Measurement[]> {
  const [{ rows }] = tables;
  const present = keys.map(({ as }, index) =>
    canBeNaN(as) ? `c${index} IS NOT NULL AND NOT isnan(c${index})` : `c${index} IS NOT NULL`,
  );
  const sides = sidesOf(tables, keys, present.join(' AND '));
  const [row = {}] = await reader.rows(
    `SELECT (SELECT count(*) FROM ${sides.holdout})::DOUBLE AS holdout,
     (SELECT count(*) FROM ${sides.training})::DOUBLE AS training`,
  );
  const named = { holdout: Number(row.holdout), training: Number(row.training) };
  const missing = [
    measurement('keys_missing', rows - named.holdout, rows, { table: 'holdout' }),
    measurement('keys_missing', trained - named.training, trained, { table: 'training' }),
  ];
  const empty = named.holdout === 0 ? 'hold-out' : named.training === 0 ? 'training' : undefined;
  if (empty !== undefined) {
    const none = { value: null, n: 0, labels: {}, note: `no row of ${empty} has a key` };
    return [{ metric: 'key_rows', ...none }, { metric: 'key_share', ...none }, ...missing];
  }
  const found = await countMatches(reader, sides, named.holdout + named.training);
  return [
    measurement('key_rows', found, rows),
    measurement('key_share', found / named.holdout, named.holdout),
    ...missing,
  ];
}
