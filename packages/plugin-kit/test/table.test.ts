import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { folderWith } from '@gatehouse/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { canBeNaN, describeColumns, kindOf, openTable, openTableReader } from '../src/table/index.ts';

const folder = folderWith({
  'table.csv': 'id,name\n1,Ann\n2,\n',
  'table.jsonl': '{"id": 1, "name": "Ann"}\n{"id": 2}\n',
  'table.xlsx': 'PK',
  'broken.parquet': 'PAR1',
  'number-sign.csv': 'id,name\n1,Ann\n#2,Bob\n3,Eve\n',
  'other.csv': 'id\n1\n',
  'twice.csv': 'id,name,id\n1,Ann,2\n',
});
const path = (name: string) => join(folder, name);
const writer = await DuckDBInstance.create(':memory:');
const connection = await writer.connect();
const rows = "SELECT 1 AS id, 'Ann' AS name UNION ALL SELECT 2, NULL";
for (const name of ['table[1].parquet', 'table1.parquet'])
  await connection.run(`COPY (${rows}) TO '${path(name)}'`);
await connection.run(
  `COPY (SELECT {'id': 1, 'more': [{'id': 2}]} AS id, {'id': 2} AS more, 3 AS element) TO '${path('nested.parquet')}'`,
);
connection.closeSync();
writer.closeSync();
// Written by pyarrow 26.0.1: pa.table([[1], [2]], names=['id', 'id']), without compression, statistics and schema.
const twice =
  'UEFSMRUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgEBAAAAAAAAABUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgECAAAAAAAAABUEGTw1' +
  'ABgGc2NoZW1hFQQAFQQlAhgCaWQAFQQlAhgCaWQAFgIZHBksJgAcFQQZJQYAGRgCaWQVABYCFkIWQiYISRwVABUAFQIAPCkGGSYA' +
  'AgAAACYAHBUEGSUGABkYAmlkFQAWAhZCFkImSkkcFQAVABUCADwpBhkmAAIAAAAWhAEWAiYIFoQBACggcGFycXVldC1jcHAtYXJy' +
  'b3cgdmVyc2lvbiAyNi4wLjEZLBwAABwAAAC1AAAAUEFSMQ==';
writeFileSync(path('twice.parquet'), Buffer.from(twice, 'base64'));

const names = [
  'table.csv',
  'number-sign.csv',
  'twice.csv',
  'nested.parquet',
  'twice.parquet',
  'table.jsonl',
  'table[1].parquet',
  'table.xlsx',
  'broken.parquet',
];
const reader = await openTableReader(Object.fromEntries(names.map((name) => [path(name), `data/${name}`])));
afterAll(() => reader.close());
const open = (name: string) => openTable(reader, { name, file: path(name), shown: `data/${name}` });

describe('a table', () => {
  test.each(['table.csv', 'table.jsonl', 'table[1].parquet'])('%s is read in its format', async (name) => {
    const table = await open(name);
    expect(
      await reader.rows(
        `SELECT count(*)::INT AS n, sum(id)::INT AS ids, count(name)::INT AS names FROM ${table}`,
      ),
    ).toEqual([{ n: 2, ids: 3, names: 1 }]);
    expect([...(await describeColumns(reader, table)).keys()]).toEqual(['id', 'name']);
  });

  test('loses no row that begins with a number sign', async () => {
    const table = await open('number-sign.csv');
    expect(await reader.rows(`SELECT count(*)::INT AS n FROM ${table}`)).toEqual([{ n: 3 }]);
  });

  test.each(['twice.csv', 'twice.parquet'])('with two columns of one name is refused: %s', async (name) => {
    await expect(open(name)).rejects.toMatchObject({
      code: 'duplicate-column',
      message: `data/${name} has several columns named \`id\`: which of them is meant can not be told`,
    });
  });

  test('nested fields are no columns of one name', async () => {
    const columns = await describeColumns(reader, await open('nested.parquet'));
    expect([...columns.keys()]).toEqual(['id', 'more', 'element']);
  });

  test('of a CSV has the types that are asked for', async () => {
    const table = await openTable(reader, {
      name: 'typed',
      file: path('table.csv'),
      shown: 'table.csv',
      options: { types: { id: 'text' } },
    });
    expect([...(await describeColumns(reader, table))]).toEqual([
      ['id', 'VARCHAR'],
      ['name', 'VARCHAR'],
    ]);
  });

  test('that is not what its name says is an error, which names no folder', async () => {
    await expect(open('table.xlsx')).rejects.toMatchObject({ code: 'unknown-format' });
    const failed = open('broken.parquet');
    await expect(failed).rejects.toMatchObject({ code: 'table-unreadable' });
    await expect(failed).rejects.toThrow('data/broken.parquet');
    await expect(failed).rejects.not.toThrow(folder);
  });

  test('that was not declared can not be opened', async () => {
    await expect(open('other.csv')).rejects.toMatchObject({ code: 'table-unreadable' });
  });
});

test.each([
  `FROM '${path('other.csv')}'`,
  `FROM '${path('table1.parquet')}'`,
  `FROM '${path('table*.parquet')}'`,
  "FROM glob('/*')",
  "COPY (SELECT 1) TO '/tmp/written.csv'",
  'INSTALL httpfs',
  'LOAD httpfs',
  "ATTACH '/tmp/written.db'",
  'SET enable_external_access = true',
  "SET allowed_paths = ['/']",
  'RESET allowed_paths',
])('DuckDB refuses what was not declared: %s', async (sql) => {
  await expect(reader.rows(sql)).rejects.toMatchObject({ code: 'table-unreadable' });
});

test('types are known by what their values are', () => {
  const kinds = [
    'DOUBLE',
    'DECIMAL(9,2)',
    'DATE',
    "ENUM('a[]')",
    'DOUBLE[]',
    'STRUCT(a INTEGER)',
    'BLOB',
  ].map(kindOf);
  expect(kinds).toEqual(['numeric', 'numeric', 'temporal', 'categorical', undefined, undefined, undefined]);
  expect(['FLOAT', 'DOUBLE', 'DECIMAL(9,2)', 'DOUBLE[]'].filter(canBeNaN)).toEqual(['FLOAT', 'DOUBLE']);
});
