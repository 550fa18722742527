import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { folderWith } from '@gatehouse/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { countNumbers, mayHaveRepeats, openTable, openTableReader, readRanges } from '../src/table/index.ts';

const folder = folderWith({});
const path = join(folder, 'numbers.parquet');
const writer = await DuckDBInstance.create(':memory:');
const connection = await writer.connect();
await connection.run(
  `COPY (
  SELECT i AS whole, CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN 'nan' WHEN 2 THEN 'inf' ELSE i END::DOUBLE AS mixed,
  NULL::FLOAT AS nothing, 'nan'::DOUBLE AS nan, -0.5 AS fixed, DATE '2026-01-01' + (i % 3)::INTEGER AS day,
  CASE WHEN i = 7 THEN '-infinity'::DATE ELSE DATE '1970-01-02' END AS ends, i % 100 AS code
  FROM (SELECT i::VARCHAR::BIGINT AS i FROM range(5000) t(i))
) TO '${path}'`.replace('ELSE i END::DOUBLE', 'ELSE i::VARCHAR END::DOUBLE'),
);
connection.closeSync();
writer.closeSync();

const reader = await openTableReader({ [path]: 'numbers.parquet' });
afterAll(() => reader.close());
const table = await openTable(reader, { name: 'numbers', file: path, shown: 'numbers.parquet' });
const columns = [
  { name: 'whole', type: 'BIGINT' },
  { name: 'mixed', type: 'DOUBLE' },
  { name: 'nothing', type: 'FLOAT' },
  { name: 'nan', type: 'DOUBLE' },
  { name: 'fixed', type: 'DECIMAL(2,1)' },
  { name: 'day', type: 'DATE' },
  { name: 'ends', type: 'DATE' },
  { name: 'code', type: 'BIGINT' },
];

describe('columns of numbers', () => {
  test('have ranges of their finite values', async () => {
    expect(await readRanges(reader, table, columns)).toEqual([
      { min: 0, max: 4999 },
      { min: 3, max: 4999 },
      null,
      null,
      { min: -0.5, max: -0.5 },
      { min: 1_767_225_600, max: 1_767_398_400 },
      { min: 86_400, max: 86_400 },
      { min: 0, max: 99 },
    ]);
  });

  test.each(['exact', 'linear', 'logarithmic'] as const)('are counted in one pass: %s', async (grid) => {
    const counted = await countNumbers(reader, table, columns, { grid, rows: 5000, distinct: true });
    expect(counted.map(({ rows, nulls, nans }) => [rows, nulls, nans])).toEqual([
      [5000, 0, 0],
      [5000, 1250, 1250],
      [5000, 5000, 0],
      [5000, 0, 5000],
      [5000, 0, 0],
      [5000, 0, 0],
      [5000, 1, 0],
      [5000, 0, 0],
    ]);
    expect(counted.map(({ distribution }) => distribution.count.reduce((sum, one) => sum + one, 0))).toEqual([
      5000, 2500, 0, 0, 5000, 5000, 4999, 5000,
    ]);
    expect(counted.map(({ distinct }) => distinct)).toEqual(
      [5000, 1251, 0, 0, 1, 3, 1, 100].map((value) => ({ value, standardError: 0 })),
    );
    expect(counted[1]?.distribution.high.at(-1)).toBe(Number.POSITIVE_INFINITY);
    expect(counted[1]?.moments).toMatchObject({ n: 1250, mean: 2501 });
  });

  test('show whether rows may repeat', async () => {
    expect(await mayHaveRepeats(reader, table, ['whole', 'mixed'], 5000)).toBe(false);
    expect(await mayHaveRepeats(reader, table, ['code', 'nan'], 5000)).toBe(true);
    const nine = ['nan', 'nothing', 'fixed', 'day', 'ends', 'code', 'nan', 'nothing'];
    expect(await mayHaveRepeats(reader, table, [...nine, 'whole'], 5000)).toBe(false);
    expect(await mayHaveRepeats(reader, table, [...nine, 'code'], 5000)).toBe(true);
  });
});
