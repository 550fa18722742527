import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { folder, found, overlap, read, write } from './tables.ts';

describe('rows', () => {
  test('are equal value by value', async () => {
    const measured = await overlap('a,b\n1,x\n2,y\n3,z\n', 'a,b\n2,y\n2,y\n3,x\n4,z\n');
    expect(measured.examined).toBe(4);
    expect(read(measured, 'exact_rows')).toBe(2);
    expect(read(measured, 'exact_share')).toBe(0.5);
    expect(read(measured, 'repeated_rows')).toBe(1);
    expect(read(measured, 'training_rows')).toBe(3);
  });

  test.each([
    ['null and null', 'SELECT NULL::INTEGER AS a, 1 AS b', 'SELECT NULL::INTEGER AS a, 1 AS b', 1],
    ['null and a value', 'SELECT NULL::INTEGER AS a, 1 AS b', 'SELECT 0 AS a, 1 AS b', 0],
    ['NaN and NaN', "SELECT 'nan'::DOUBLE AS a", "SELECT -'nan'::DOUBLE AS a", 1],
    ['NaN and null', "SELECT 'nan'::DOUBLE AS a", 'SELECT NULL::DOUBLE AS a', 0],
    ['-0 and 0', 'SELECT -0.0::DOUBLE AS a', 'SELECT 0.0::DOUBLE AS a', 1],
    ['a whole number and a float', 'SELECT 3::BIGINT AS a', 'SELECT 3.0::DOUBLE AS a', 1],
    ['whole numbers of two widths', 'SELECT 3::UTINYINT AS a', 'SELECT 3::BIGINT AS a', 1],
    [
      'of 20 digits',
      'SELECT 12345678901234567890::UBIGINT AS a',
      'SELECT 12345678901234567891::DECIMAL(38, 0) AS a',
      0,
    ],
    ['decimals of two scales', 'SELECT 1.10::DECIMAL(9,2) AS a', 'SELECT 1.1::DECIMAL(4,1) AS a', 1],
    ['a decimal and a whole number', 'SELECT 100.00::DECIMAL(9,2) AS a', 'SELECT 100::INTEGER AS a', 1],
    ['float32 and float64', 'SELECT 0.1::FLOAT AS a', 'SELECT 0.1::DOUBLE AS a', 1],
    ['beyond float32', 'SELECT NULL::FLOAT AS a', 'SELECT 1e300::DOUBLE AS a', 0],
    [
      'a date and its midnight',
      "SELECT DATE '2024-01-05' AS a",
      "SELECT TIMESTAMP '2024-01-05 00:00:00' AS a",
      1,
    ],
    [
      'a date and another time',
      "SELECT DATE '2024-01-05' AS a",
      "SELECT TIMESTAMP '2024-01-05 00:00:01' AS a",
      0,
    ],
    ['lists', 'SELECT [1, NULL] AS a', 'SELECT [1, NULL] AS a', 1],
    ['a text and an enumeration', "SELECT 'x' AS a", "SELECT 'x'::ENUM('x', 'y') AS a", 1],
    ['composed and decomposed letters', "SELECT 'é' AS a", "SELECT 'e\u0301' AS a", 0],
    ['an empty text and null', "SELECT '' AS a", 'SELECT NULL::VARCHAR AS a', 0],
    ['a column without a value', 'SELECT NULL::VARCHAR AS a, 1 AS b', 'SELECT 5 AS a, 1 AS b', 0],
    ['two of them', 'SELECT NULL::VARCHAR AS a, 1 AS b', 'SELECT NULL::INTEGER AS a, 1 AS b', 1],
  ])('%s', async (_, training, holdout, expected) => {
    expect(read(await overlap(training, holdout), 'exact_rows')).toBe(expected);
    expect(read(await overlap(holdout, training), 'exact_rows')).toBe(expected);
  });

  test.each([
    ['numbers', 'a,b\n1.10,x\n', 'a,b\n1.1,x\n', undefined, 1],
    ['texts', 'a,b\n1.10,x\n', 'a,b\n1.1,x\n', 'text', 0],
    ['leading zeros on both sides', 'a,b\n007,x\n', 'a,b\n007,x\n', undefined, 1],
    ['a date as it is written', 'a,b\n2024-01-05,x\n', 'a,b\n2024-01-05,x\n', 'date', 1],
  ] as const)('of CSV: %s', async (_, training, holdout, a, expected) => {
    const reader = a === undefined ? {} : { types: { a } };
    expect(read(await overlap(training, holdout, { reader }), 'exact_rows')).toBe(expected);
  });

  test.each([
    ['an empty text', "SELECT '' AS a, 1 AS b", 'a,b\n,1\n'],
    ['NaN', "SELECT 'nan'::DOUBLE AS a, 1 AS b", 'a,b\n,1\n'],
    ['a float32', 'SELECT 0.1::FLOAT AS a, 1 AS b', 'a,b\n0.1,1\n'],
    ['a time at midnight', "SELECT TIMESTAMP '2024-01-05' AS a, 1 AS b", 'a,b\n2024-01-05,1\n'],
    ['a decimal', 'SELECT 1.10::DECIMAL(9,2) AS a, 1 AS b', 'a,b\n1.1,1\n'],
    ['a boolean', 'SELECT true AS a, 1 AS b', 'a,b\nTrue,1\n'],
  ])('%s in Parquet is what a CSV makes of it', async (_, parquet, csv) => {
    expect(read(await overlap(parquet, csv), 'exact_rows')).toBe(1);
    expect(read(await overlap(csv, parquet), 'exact_rows')).toBe(1);
  });

  test('of columns that are called as ours are', async () => {
    const measured = await overlap('SELECT 1 AS c1, 2 AS c0, 3 AS k', 'SELECT 1 AS c1, 2 AS c0, 3 AS k', {
      columns: ['c1', 'c0', 'k'],
      near: { columns: ['c1', 'c0', 'k'], tolerance: { c0: { absolute: 0.5 } } },
    });
    expect(found(measured)).toEqual([1, undefined, 1]);
    const swapped = await overlap('SELECT 1 AS c1, 2 AS c0', 'SELECT 2 AS c1, 1 AS c0');
    expect(read(swapped, 'exact_rows')).toBe(0);
  });

  test('of several tables of training', async () => {
    const measured = await overlap(['a,b\n1,x\n', 'a,b\n2,y\n'], 'a,b\n1,x\n2,y\n3,z\n');
    expect(read(measured, 'exact_rows')).toBe(2);
    expect(read(measured, 'training_rows')).toBe(2);
  });

  test('of a copy are all of them', async () => {
    const training = await write('a,b\n1,x\n2,y\n');
    copyFileSync(join(folder, training), join(folder, 'copy.csv'));
    const measured = await measureFixture(plugin, { training: [training], holdout: 'copy.csv' }, folder);
    expect(read(measured, 'exact_share')).toBe(1);
  });

  test('that a number of their own tells apart are counted too', async () => {
    const training = 'row,a,b\n1,5,x\n2,6,y\n';
    const holdout = 'row,a,b\n3,5,x\n4,6,y\n5,6,x\n';
    const measured = await overlap(training, holdout);
    expect(read(measured, 'exact_rows')).toBe(0);
    expect(read(measured, 'disjoint_rows')).toBe(2);
    expect(measured.details?.columns_disjoint).toEqual(['row']);
    expect(read(await overlap(training, holdout, { exclude: ['row'] }), 'exact_rows')).toBe(2);
    expect(read(await overlap(training, holdout, { keys: ['row'] }), 'exact_rows')).toBe(2);
    expect(read(await overlap(training, holdout, { columns: ['a'] }), 'exact_rows')).toBe(3);
  });

  test('of some columns alone say which were left out', async () => {
    const training = 'row,k,a\n1,1,5\n2,2,6\n';
    const holdout = 'row,k,a\n3,1,5\n4,2,6\n';
    const measured = await overlap(training, holdout, { columns: ['row'], keys: ['k'] });
    expect(read(measured, 'exact_rows')).toBe(0);
    expect(read(measured, 'columns_excluded')).toBe(1);
    expect(measured.details?.columns_excluded).toEqual(['a']);
    expect(read(await overlap(training, holdout, { exclude: ['row', 'a'] }), 'columns_excluded')).toBe(2);
    expect(read(await overlap(training, holdout, { keys: ['k', 'row'] }), 'columns_excluded')).toBe(0);
  });

  test('of columns that the tables share', async () => {
    const measured = await overlap('a,b,c\n1,2,3\n', 'b,a,d,e\n2,1,0,0\n');
    expect(read(measured, 'exact_rows')).toBe(1);
    expect(read(measured, 'columns_compared')).toBe(2);
    expect(read(measured, 'columns_missing', 'holdout')).toBe(1);
    expect(read(measured, 'columns_missing', 'training')).toBe(2);
    expect(measured.details?.columns_of_one_side).toEqual({ holdout: ['d', 'e'], training: ['c'] });
  });
});

describe('keys', () => {
  test('of several columns match together, and null matches nothing', async () => {
    const training = 'k,l,x\n1,a,1\n2,b,2\n,c,3\n3,,4\n';
    const holdout = 'k,l,x\n1,a,9\n1,b,9\n,c,9\n3,,9\n2,b,9\n';
    const measured = await overlap(training, holdout, { keys: ['k', 'l'] });
    expect(read(measured, 'key_rows')).toBe(2);
    expect(read(measured, 'key_share')).toBeCloseTo(2 / 3, 12);
    expect(read(measured, 'keys_missing', 'holdout')).toBe(2);
    expect(read(measured, 'keys_missing', 'training')).toBe(2);
  });

  test.each([
    ['k,x\n,1\n,2\n', 'k,x\n1,1\n2,2\n'],
    ['k,x\n1,1\n2,2\n', 'k,x\n,1\n,2\n'],
  ])('that a whole side lacks are no answer', async (training, holdout) => {
    expect(read(await overlap(training, holdout, { keys: ['k'] }), 'key_share')).toBeNull();
  });

  test('of a table that pandas made float64 are those of another one', async () => {
    const measured = await overlap(
      'SELECT 17::BIGINT AS k, 1 AS x',
      "SELECT unnest(['17', 'nan']::DOUBLE[]) AS k, 2 AS x",
      {
        keys: ['k'],
      },
    );
    expect(read(measured, 'key_rows')).toBe(1);
    expect(read(measured, 'keys_missing', 'holdout')).toBe(1);
  });

  test.each([
    ['12345678901234567890', '12345678901234567891', 0],
    ['12345678901234567890', '12345678901234567890', 1],
    ['9'.repeat(45), '9'.repeat(45), 1],
    ['9'.repeat(45), `${'9'.repeat(44)}8`, 0],
  ])('of many digits: %s and %s', async (a, b, rows) => {
    expect(read(await overlap(`k,x\n${a},1\n`, `k,x\n${b},1\n`, { keys: ['k'] }), 'key_rows')).toBe(rows);
  });
});

describe('near rows', () => {
  const near = (columns: string[], tolerance = {}) => ({ near: { columns, tolerance } });
  const ofNumbers = async (a: string, b: string, tolerance: { absolute?: number; relative?: number }) =>
    read(await overlap(`x,y\n${a},1\n`, `x,y\n${b},1\n`, near(['x'], { x: tolerance })), 'near_rows');

  test.each([
    ['1.0', '1.1', { absolute: 0.1 }, 1],
    ['1.1', '1.0', { absolute: 0.1 }, 1],
    ['1.0', '1.1000001', { absolute: 0.1 }, 0],
    ['0.3', '0.2', { absolute: 0.1 }, 1],
    ['-0.05', '0.05', { absolute: 0.1 }, 1],
    ['-0.05', '0.0500001', { absolute: 0.1 }, 0],
    ['1000000.1', '1000000.2', { absolute: 0.1 }, 1],
    ['9', '10', { relative: 0.1 }, 1],
    ['11', '10', { relative: 0.1 }, 1],
    ['8.9999', '10', { relative: 0.1 }, 0],
    ['-11', '-10', { relative: 0.1 }, 1],
    ['11', '-10', { relative: 0.9 }, 0],
    ['0', '0', { relative: 0.1 }, 1],
    ['1e-300', '0', { relative: 0.1 }, 0],
    ['1e-310', '1.05e-310', { relative: 0.1 }, 1],
    ['1.7e308', '1.6e308', { relative: 0.1 }, 1],
    ['-1.7e308', '1.7e308', { relative: 0.9 }, 0],
    ['1e300', '2e300', { absolute: 5e-324 }, 0],
    ['5', '103', { absolute: 98, relative: 0.5 }, 1],
    ['5', '300', { absolute: 98, relative: 0.99 }, 1],
    ['inf', 'inf', { relative: 0.5 }, 1],
    ['inf', '-inf', { relative: 0.5 }, 0],
    ['nan', 'nan', { absolute: 1 }, 1],
    ['nan', '0', { absolute: 1 }, 0],
  ])('%s and %s within %j', async (training, holdout, tolerance, rows) => {
    expect(await ofNumbers(training, holdout, tolerance)).toBe(rows);
  });

  test.each([
    ['Straße 5', 'STRASSE  5', 1],
    [' ｍü\u0308ller\u00a0', 'ＭÜ\u0308LLER', 1],
    ['ﬁle', 'FILE', 1],
    ['ΟΔΟΣ', 'οδος', 1],
    ['e\u0301', 'É', 1],
    ['a b', 'ab', 0],
    ['résumé', 'resume', 0],
  ])('texts: %s and %s', async (training, holdout, rows) => {
    const measured = await overlap(`x,y\n"${training}",1\n`, `x,y\n"${holdout}",1\n`, near(['x']));
    expect(read(measured, 'near_rows')).toBe(rows);
  });

  test('are near in every column, null to null', async () => {
    const training = 'a,b,c\n1,x,2024-01-01\n2,,2024-01-02\n';
    const holdout =
      'a,b,c\n1.5,X,2024-01-01\n1.5,X,2024-01-02\n2.5,,2024-01-02\n2.5,y,2024-01-02\n,x,2024-01-01\n';
    const measured = await overlap(training, holdout, near(['a', 'b', 'c'], { a: { absolute: 0.5 } }));
    expect(read(measured, 'near_rows')).toBe(2);
    expect(read(measured, 'near_share')).toBe(0.4);
  });
});

test('is what pandas finds', async () => {
  const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'));
  cpSync(join(import.meta.dirname, 'fixtures'), folder, { recursive: true });
  const config = {
    training: ['training.parquet'],
    holdout: 'holdout.csv',
    columns: ['branch', 'age', 'income', 'limit', 'since'],
    keys: ['customer', 'branch'],
    near: {
      columns: ['branch', 'age', 'income', 'limit'],
      tolerance: { income: { absolute: 0.1 }, limit: { relative: 0.5 } },
    },
  };
  const measured = await measureFixture(plugin, config, folder);
  expect(found(measured)).toEqual([reference.exact_rows, reference.key_rows, reference.near_rows]);
  expect(read(measured, 'repeated_rows')).toBe(reference.repeated_rows);
  expect(read(measured, 'key_share')).toBe(reference.key_rows / reference.named);
});
