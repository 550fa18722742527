import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  countNumbers,
  describeColumns,
  openTable,
  openTableReader,
  type TableFile,
  tellReadings,
  unreadColumns,
} from '../src/table/index.ts';

const fixtures = [
  'decimal256',
  'nested-decimal256',
  'pandas-index',
  'named-index',
  'index-alone',
  'names-by-case',
];
const path = (name: string) => join(import.meta.dirname, 'fixtures', `${name}.parquet`);
const reader = await openTableReader(Object.fromEntries(fixtures.map((name) => [path(name), name])));
afterAll(() => reader.close());

const open = (name: string, how: Partial<TableFile> = {}) =>
  openTable(reader, { name, file: path(name), shown: `${name}.parquet`, ...how });
const columnsOf = async (name: string, how: Partial<TableFile> = {}) =>
  Object.fromEntries(await describeColumns(reader, await open(name, how)));

test.each([
  ['decimal256', 'd256 (50 digits)'],
  ['nested-decimal256', 'inner (50 digits)'],
])('decimals that DuckDB reads wrongly are refused: %s', async (name, said) => {
  await expect(open(name)).rejects.toMatchObject({ code: 'column-type' });
  await expect(open(name)).rejects.toThrow(said);
});

describe('the index that pandas wrote', () => {
  test.each([
    ['pandas-index', ['a', 'b'], '__index_level_0__'],
    ['named-index', ['x'], 'id'],
  ])('is left out where that is asked for, and told: %s', async (name, columns, index) => {
    expect(Object.keys(await columnsOf(name, { leaveIndexBut: {} }))).toEqual(columns);
    expect(tellReadings(reader.readings.slice(-1), undefined)).toEqual({
      reading: { [`${name}.parquet`]: { format: 'parquet', index_columns: [index] } },
    });
  });

  test.each([
    ['pandas-index', undefined],
    ['named-index', undefined],
    ['named-index', { checks: { unique: ['id'] } }],
    ['named-index', { reader: { types: { id: 'text' } } }],
  ])('stays otherwise, and where it is named: %s, %j', async (name, leaveIndexBut) => {
    expect(Object.keys(await columnsOf(name, { leaveIndexBut })).length).toBeGreaterThan(1);
    expect(tellReadings(reader.readings.slice(-1), undefined)).toEqual({});
  });
});

test('a table of nothing but an index has no column', async () => {
  await expect(open('index-alone', { leaveIndexBut: {} })).rejects.toMatchObject({
    code: 'table-unreadable',
  });
  expect(Object.keys(await columnsOf('index-alone'))).toEqual(['__index_level_0__']);
});

test('a name that another column would be called is refused', async () => {
  await expect(open('names-by-case')).rejects.toMatchObject({ code: 'duplicate-column' });
});

test('words for a missing value are missing where they are declared', async () => {
  const from = await open('pandas-index', { options: { missing: ['x'] }, leaveIndexBut: {} });
  const [row] = await reader.rows(`SELECT count(*)::DOUBLE AS rows, count(b)::DOUBLE AS values FROM ${from}`);
  expect(row).toEqual({ rows: 4, values: 2 });
});

describe('a declared type', () => {
  test('holds for Parquet too', async () => {
    const options = { types: { id: 'text', x: 'number' } } as const;
    expect(await columnsOf('named-index', { options })).toEqual({ id: 'VARCHAR', x: 'DOUBLE' });
  });

  test('that a column cannot have is refused', async () => {
    for (const types of [{ x: 'date' }, { x: 'boolean' }] as const)
      await expect(columnsOf('named-index', { options: { types } })).rejects.toMatchObject({
        code: 'not-as-declared',
      });
    await expect(columnsOf('pandas-index', { options: { types: { b: 'number' } } })).rejects.toMatchObject({
      code: 'not-as-declared',
    });
  });

  test('of no column is refused, with the one that may be meant', async () => {
    const types = { ID: 'text' } as const;
    await open('named-index', { options: { types } });
    expect(() => tellReadings(reader.readings.slice(-1), { types })).toThrow('there is `id`');
  });
});

test('columns that no more can be told of than whether there is a value', () => {
  const types = { a: 'BLOB', b: 'INTEGER[]', c: 'STRUCT(x BLOB)', d: 'TIME WITH TIME ZONE', e: 'DATE' };
  expect(unreadColumns(new Map(Object.entries(types)))).toEqual({
    binary: ['a'],
    nested: ['b', 'c'],
    other: ['d'],
  });
});

describe('numbers that a float64 does not tell apart', () => {
  const count = (type: string, values: string, rounded = false) =>
    countNumbers(reader, `(SELECT ${values} AS x FROM range(300) t(i))`, [{ name: 'x', type }], {
      grid: 'exact',
      rows: 300,
      rounded,
    });

  test.each([
    ['UBIGINT', '(18446744073709551615 - i)::UBIGINT'],
    ['BIGINT', '(9007199254740992 + i)::BIGINT'],
    ['HUGEINT', '(170141183460469231731687303715884105000::HUGEINT + i)'],
    ['DECIMAL(38,2)', '(12345678901234567890::DECIMAL(38,2) + i::DECIMAL(38,2))'],
  ])('are refused: %s', async (type, values) => {
    await expect(count(type, values)).rejects.toMatchObject({ code: 'column-type' });
    await expect(count(type, values, true)).resolves.toHaveLength(1);
  });

  test.each([
    ['UBIGINT', '(18446744073709551615 - i * 4096)::UBIGINT'],
    ['UBIGINT', '(hash(i))::UBIGINT'],
    ['BIGINT', '(9007199254740000 + i)::BIGINT'],
    ['DECIMAL(38,2)', '(i / 4)::DECIMAL(38,2)'],
  ])('and those that it does are counted: %s of %s', async (type, values) => {
    await expect(count(type, values)).resolves.toHaveLength(1);
  });
});
