import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { check, column, folder, quality, read, writeTable } from './tables.ts';

const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'));

test('every count and share is that of Great Expectations', async () => {
  const checks = {
    not_null: ['email', 'amount'],
    unique: ['order_id', 'line'],
    compound_unique: [
      ['customer', 'line'],
      ['line', 'status'],
    ],
    values_between: {
      amount: { min: 20, max: 200 },
      quantity: { min: 1, strict_min: true, max: 39, strict_max: true },
    },
    values_in_set: { status: ['open', 'paid', 'lost'], line: [0, 1, 2] },
    match_regex: { email: '@example\\.com$' },
    value_lengths_between: { email: { min: 20, max: 21 } },
    referential: [{ columns: ['customer'], table: 'customers.csv', key: ['id'] }],
  };
  const measured = await measureFixture(plugin, { data: 'orders.parquet', checks }, folder);
  const found = (metric: string) =>
    measured.measurements
      .filter((one) => one.metric === metric)
      .map(({ labels, value }) => [`${labels.check} ${labels.column}`, value]);
  const wanted = Object.entries<{ count: number; share: number }>(reference.checks);
  expect(Object.fromEntries(found('unexpected_count'))).toEqual(
    Object.fromEntries(wanted.map(([name, { count }]) => [name, count])),
  );
  expect(Object.fromEntries(found('unexpected_share'))).toEqual(
    Object.fromEntries(wanted.map(([name, { share }]) => [name, expect.closeTo(share, 12)])),
  );
  expect(read(measured, 'checks_unexpected')).toMatchObject({ value: 13, n: 13 });
  expect(read(measured, 'checks_unmeasured')).toMatchObject({ value: 0, n: 13 });
});

describe('a check', () => {
  test('of rows and columns counts one thing', async () => {
    const checks = { column_exists: ['x', 'y'], row_count_between: { min: 3, max: 5 } };
    const measured = await quality(column('INTEGER', '1', '2'), { checks });
    expect(check(measured, 'column_exists', 'x')).toEqual([0, 1]);
    expect(check(measured, 'column_exists', 'y')).toEqual([1, 1]);
    expect(read(measured, 'unexpected_count', { check: 'row_count_between' })).toMatchObject({
      value: 1,
      n: 1,
    });
    expect(measured.headline).toMatchObject({ checks: 3, checks_unexpected: 2, checks_unmeasured: 0 });
  });

  test('takes NaN for missing, as pandas does, and infinities for values', async () => {
    const checks = {
      not_null: ['x'],
      unique: ['x'],
      values_between: { x: { min: 0 } },
      values_in_set: { x: [1] },
    };
    const rows = column('DOUBLE', '1', null, 'nan', 'nan', 'inf', '-inf');
    const measured = await quality(rows, { checks });
    expect(check(measured, 'not_null', 'x')).toEqual([3, 6]);
    expect(check(measured, 'unique', 'x')).toEqual([0, 3]);
    expect(check(measured, 'values_between', 'x')).toEqual([1, 3]);
    expect(check(measured, 'values_in_set', 'x')).toEqual([2, 3]);
  });

  test('compares dates, times, decimals and truths as what they are', async () => {
    const rows =
      "SELECT DATE '2026-01-01' + i::INTEGER AS day, TIME '10:00:00' + INTERVAL (i) HOUR AS at, (i / 10)::DECIMAL(5, 2) AS price, i = 0 AS first FROM range(4) t(i)";
    const checks = {
      values_between: {
        day: { max: '2026-01-02' },
        at: { min: '11:00', strict_min: true },
        price: { min: 0.1, max: 0.2 },
      },
      values_in_set: { first: [true], day: ['2026-01-01'], price: [0.3] },
    };
    const measured = await quality(rows, { checks });
    expect(check(measured, 'values_between', 'day')).toEqual([2, 4]);
    expect(check(measured, 'values_between', 'at')).toEqual([2, 4]);
    expect(check(measured, 'values_between', 'price')).toEqual([2, 4]);
    expect(check(measured, 'values_in_set', 'first')).toEqual([3, 4]);
    expect(check(measured, 'values_in_set', 'day')).toEqual([3, 4]);
    expect(check(measured, 'values_in_set', 'price')).toEqual([3, 4]);
  });

  test('that does not suit its column is unmeasured, and says why', async () => {
    const checks = {
      values_between: { word: { min: 1 }, number: { min: 'a' }, day: { min: 'soon' } },
      values_in_set: { number: ['1'], word: [1] },
      match_regex: { number: '.' },
      value_lengths_between: { number: { min: 1 } },
      not_null: ['gone'],
      unique: ['gone'],
      compound_unique: [['word', 'gone']],
    };
    const measured = await quality("SELECT 'a' AS word, 1 AS number, DATE '2026-01-01' AS day", { checks });
    const unmeasured = measured.measurements.filter(({ metric }) => metric === 'unexpected_count');
    expect(unmeasured).toHaveLength(10);
    for (const one of unmeasured)
      expect(one).toMatchObject({ value: null, n: 0, note: expect.stringMatching(/word|number|day|gone/) });
    expect(read(measured, 'checks_unmeasured')).toMatchObject({ value: 10, n: 10 });
  });

  test('of a column without values is unmeasured, never good', async () => {
    const checks = { unique: ['x'], values_between: { x: { min: 0 } }, not_null: ['x'] };
    const nulls = await quality(column('DOUBLE', null, 'nan'), { checks });
    expect([check(nulls, 'unique', 'x'), check(nulls, 'values_between', 'x')]).toEqual([null, null]);
    expect(check(nulls, 'not_null', 'x')).toEqual([2, 2]);
    const none = await quality(`${column('DOUBLE', '1')} WHERE false`, { checks });
    expect(none.examined).toBe(0);
    expect(check(none, 'not_null', 'x')).toBe(null);
    expect(none.headline).toMatchObject({ checks: 3, checks_unexpected: 0, checks_unmeasured: 3 });
  });

  test.each([
    ['a range without an end', { values_between: { x: {} } }, 'bad-config'],
    ['a count without an end', { row_count_between: {} }, 'bad-config'],
    ['an empty set', { values_in_set: { x: [] } }, 'bad-config'],
    ['an empty key', { compound_unique: [[]] }, 'bad-config'],
    ['a pattern that RE2 can not read', { match_regex: { x: '(?=a)' } }, 'bad-pattern'],
  ])('with %s is an error', async (_, checks, code) => {
    await expect(quality(column('VARCHAR', 'a'), { checks })).rejects.toMatchObject({ code });
  });
});

describe('a reference', () => {
  const rows = "SELECT unnest([1, 2, 9, NULL]) AS a, unnest(['x', 'y', 'y', 'x']) AS b";
  const lookUp = async (other: string, columns: string[], key: string[], name = 'other.parquet') => {
    await writeTable(name, other);
    const checks = { referential: [{ columns, table: name, key }] };
    return check(await quality(rows, { checks }), 'referential', columns.join(', '));
  };

  test('of one or several columns is looked up, with nulls left out', async () => {
    expect(await lookUp('SELECT unnest([1, 2, NULL]) AS id', ['a'], ['id'])).toEqual([1, 3]);
    expect(await lookUp("SELECT 1 AS i, 'x' AS j UNION ALL SELECT 2, 'x'", ['a', 'b'], ['i', 'j'])).toEqual([
      2, 3,
    ]);
    expect(await lookUp('SELECT 1.0::DOUBLE AS id', ['a'], ['id'], 'other.csv')).toEqual([2, 3]);
    expect(await lookUp('SELECT 1 AS id WHERE false', ['a'], ['id'])).toEqual([3, 3]);
  });

  test('to what is not there or not alike is unmeasured', async () => {
    expect(await lookUp('SELECT 1 AS id', ['a'], ['key'])).toBe(null);
    expect(await lookUp("SELECT '1' AS id", ['a'], ['id'])).toBe(null);
    await expect(lookUp('SELECT 1 AS id', ['a', 'b'], ['id'])).rejects.toMatchObject({ code: 'bad-config' });
  });
});

test('examples are shapes, the most frequent first, and no value leaves the table', async () => {
  const rows = "SELECT unnest(['Zoë-1984', 'Ann-2001', 'secret', 'a@b.co', NULL]) AS x";
  const config = {
    examples: 2,
    checks: { values_in_set: { x: ['no'] }, not_null: ['x'], match_regex: { x: '^\\d' } },
  };
  const measured = await quality(rows, config);
  expect(measured.details?.unexpected).toEqual([
    { check: 'not_null', column: 'x', examined: 5, unexpected: 1, examples: [{ shape: 'null', rows: 1 }] },
    {
      check: 'values_in_set',
      column: 'x',
      examined: 4,
      unexpected: 4,
      examples: [
        { shape: 'Aaa-9999', rows: 2 },
        { shape: 'a@a.aa', rows: 1 },
      ],
    },
    { check: 'match_regex', column: 'x', examined: 4, unexpected: 4, examples: expect.any(Array) },
  ]);
  expect(JSON.stringify(measured)).not.toMatch(/Ann|secret|1984|b\.co/);
});
