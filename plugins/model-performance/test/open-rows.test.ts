import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRows } from '../src/open-rows.ts';
import { readOptions } from '../src/options.ts';
import { folder, writeTable } from './tables.ts';

// More rows than a row group and a chunk hold, read by several threads.
test.each([
  ['as they stand in the files', 'parquet', {}],
  ['as they stand in Parquet and CSV', 'csv', {}],
  ['by a key, whatever their order', 'parquet', { key: 'id' }],
])('rows of large tables are paired %s', async (_, format, changes) => {
  const [truth, said, other] = ['truth.parquet', `said.${format}`, 'other.parquet'];
  const rows = 'range(150000) t(id)';
  const order = 'key' in changes ? 'ORDER BY hash(id)' : '';
  await writeTable(truth, `SELECT id, id AS y FROM ${rows}`);
  await writeTable(said, `SELECT id, 2 * id AS p FROM ${rows} ${order}`);
  await writeTable(other, `SELECT id, 3 * id AS p FROM ${rows} ${order}`);
  const config = {
    task: 'regression',
    data: truth,
    predictions: said,
    baseline: other,
    label: 'y',
    prediction: 'p',
  } as const;
  const opened = await openRows(readOptions({ ...config, ...changes }), (path) => join(folder, path));
  let [found, wrong] = [0, 0];
  for await (const { rows: count, truth: values, values: predicted } of opened.batches(4096)) {
    found += count;
    for (let row = 0; row < count; row++) {
      const value = values[row] as number;
      if (predicted[2 * row] !== 2 * value || predicted[2 * row + 1] !== 3 * value) wrong++;
    }
  }
  opened.close();
  expect({ rows: opened.rows, found, wrong }).toEqual({ rows: 150_000, found: 150_000, wrong: 0 });
});
