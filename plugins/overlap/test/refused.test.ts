import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { folder, overlap, write } from './tables.ts';

describe('types that do not agree are refused, and never taken for different values', () => {
  test.each([
    ['text and numbers', "SELECT '1' AS a", 'SELECT 1 AS a'],
    ['leading zeros on one side', 'a,b\n007,1\n', 'a,b\n7,1\n'],
    ['a word among numbers', 'a,b\nn/a,1\n5,2\n', 'a,b\n5,2\n'],
    ['booleans and numbers', 'SELECT true AS a', 'SELECT 1::TINYINT AS a'],
    ['booleans and text', 'SELECT true AS a', "SELECT 'true' AS a"],
    ['dates and text', "SELECT DATE '2024-01-05' AS a", "SELECT '2024-01-05' AS a"],
    ['dates and numbers', "SELECT DATE '2024-01-05' AS a", 'SELECT 19727 AS a'],
    ['times and timestamps', "SELECT TIME '10:00:00' AS a", "SELECT TIMESTAMP '2024-01-05 10:00:00' AS a"],
    ['lists and texts', "SELECT ['a'] AS a", "SELECT '[a]' AS a"],
    ['bytes and texts', "SELECT 'a'::BLOB AS a", "SELECT 'a' AS a"],
    ['long whole numbers and float64', 'SELECT 9007199254740993::BIGINT AS a', 'SELECT 1.0::DOUBLE AS a'],
    ['whole numbers beyond float32', 'SELECT 16777217::INTEGER AS a', 'SELECT 1.0::FLOAT AS a'],
  ])('%s', async (_, training, holdout) => {
    await expect(overlap(training, holdout)).rejects.toMatchObject({ code: 'column-type' });
    await expect(overlap(holdout, training)).rejects.toMatchObject({ code: 'column-type' });
    const more = (rows: string) => (rows.startsWith('SELECT') ? `${rows}, 1 AS same` : rows);
    await expect(overlap(more(training), more(holdout), { keys: ['a'] })).rejects.toMatchObject({
      code: 'column-type',
    });
  });

  test('until they are declared', async () => {
    const reader = { types: { a: 'text' } } as const;
    const measured = await overlap('a,b\n007,1\n', 'a,b\n7,1\n', { reader, keys: ['a'] });
    expect(measured.measurements).toContainEqual({ metric: 'key_rows', value: 0, n: 1, labels: {} });
    const typed = await overlap("SELECT '7' AS a", 'SELECT 7 AS a', { reader });
    expect(typed.measurements).toContainEqual({ metric: 'exact_rows', value: 1, n: 1, labels: {} });
  });

  test.each([
    ['SELECT 1.0::DOUBLE AS a', 'SELECT 1::BIGINT AS a'],
    ['SELECT 1.0::DOUBLE AS a', 'SELECT 1.0::FLOAT AS a'],
    ['SELECT 1.10::DECIMAL(4,2) AS a', 'SELECT 1.1::DECIMAL(4,1) AS a'],
    ["SELECT DATE '2024-01-05' AS a", "SELECT TIMESTAMP '2024-01-05' AS a"],
    ['SELECT 1.0::DOUBLE AS a', 'a,b\n1,2\n'],
  ])('to be text where the same value would be two: %s, %s', async (training, holdout) => {
    const reader = { types: { a: 'text' } } as const;
    await expect(overlap(training, holdout, { reader })).rejects.toMatchObject({ code: 'column-type' });
  });
});

test.each([
  ['no column in common', 'a,b\n1,2\n', 'c,d\n1,2\n', {}, 'no-columns'],
  ['none but those left out', 'a,b\n1,2\n', 'a,d\n1,2\n', { exclude: ['a'] }, 'no-columns'],
  ['a renamed key', 'id,b\n1,2\n', 'ID,b\n1,2\n', { keys: ['id'] }, 'missing-column'],
  ['a column that training lacks', 'a,b\n1,2\n', 'a,c\n1,2\n', { columns: ['a', 'c'] }, 'missing-column'],
  ['a near column that is none', 'a,b\n1,2\n', 'a,b\n1,2\n', { near: { columns: ['c'] } }, 'missing-column'],
  ['to leave out what is not there', 'a,b\n1,2\n', 'a,b\n1,2\n', { exclude: ['A'] }, 'missing-column'],
  ['columns beside exclude', 'a,b\n1,2\n', 'a,b\n1,2\n', { columns: ['a'], exclude: ['b'] }, 'bad-config'],
  [
    'a tolerance of no column',
    'a,b\n1,2\n',
    'a,b\n1,2\n',
    { near: { columns: ['a'], tolerance: { b: { absolute: 1 } } } },
    'bad-config',
  ],
  [
    'a tolerance of nothing',
    'a,b\n1,2\n',
    'a,b\n1,2\n',
    { near: { columns: ['a'], tolerance: { a: {} } } },
    'bad-config',
  ],
  [
    'a tolerance of a text',
    'a,b\nx,2\n',
    'a,b\nx,2\n',
    { near: { columns: ['a'], tolerance: { a: { absolute: 1 } } } },
    'column-type',
  ],
  ['training without rows', 'a,b\n', 'a,b\n1,2\n', {}, 'no-rows'],
  [
    'a type of no column',
    'a,b\n1,2\n',
    'a,b\n1,2\n',
    { reader: { types: { c: 'text' as const } } },
    'missing-column',
  ],
])('refuses %s', async (_, training, holdout, config, code) => {
  await expect(overlap(training, holdout, config)).rejects.toMatchObject({ code });
});

test('refuses one table as both', async () => {
  const table = await write('a,b\n1,2\n');
  for (const training of [[table], [await write('a,b\n1,2\n'), table]])
    await expect(measureFixture(plugin, { training, holdout: table }, folder)).rejects.toMatchObject({
      code: 'same-file',
    });
});

test('refuses a training table that is listed twice', async () => {
  const [table, holdout] = [await write('a,b\n1,2\n'), await write('a,b\n1,2\n')];
  await expect(measureFixture(plugin, { training: [table, table], holdout }, folder)).rejects.toMatchObject({
    code: 'same-file',
  });
});

test('says of a hold-out without rows that nothing was examined', async () => {
  for (const training of ['a,b\n1,2\n', 'a,b\n']) {
    const measured = await overlap(training, 'a,b\n', { keys: ['a'] });
    expect(measured).toMatchObject({ examined: 0, measurements: [] });
  }
});

test('refuses tolerances within which nearly all rows lie', async () => {
  const rows = 'SELECT i::DOUBLE AS x, i % 2 AS y FROM range(110000) t(i)';
  const near = { columns: ['x'], tolerance: { x: { absolute: 200_000 } } };
  await expect(overlap(rows, rows, { columns: ['y'], near })).rejects.toMatchObject({
    code: 'near-too-wide',
  });
});
