import { describe, expect, test } from 'vitest';
import { codeOf, compare, read } from './tables.ts';

// As in a window of production after an upstream change: b14 of the cases.
const numbers = (missing: number) =>
  `SELECT CASE WHEN i % 100 < ${missing} THEN NULL ELSE sin(i * 1.7) END AS x, i % 7 AS y FROM range(2000) t(i)`;
const texts = (missing: number) =>
  `SELECT CASE WHEN i % 100 < ${missing} THEN NULL ELSE 'c' || (i * 7919 % 5) END AS x, i % 7 AS y FROM range(2000) t(i)`;

describe.each([
  ['numbers', numbers],
  ['categories', texts],
])('a column of %s', (_, rows) => {
  test.each([
    [0, 90],
    [90, 0],
    [0, 100],
    [5, 30],
  ])('of which %i %% were missing and now %i %% are has drifted', async (before, after) => {
    const measured = await compare(rows(before), rows(after));
    expect(read(measured, 'missing_share_change', { column: 'x' })).toMatchObject({
      value: expect.closeTo(Math.abs(after - before) / 100, 12),
      n: 4000,
    });
    expect(read(measured, 'drifted', { column: 'x' })).toMatchObject({
      value: 1,
      note: 'missing_share_change > 0.1',
    });
    expect(read(measured, 'columns_drifted')?.value).toBe(1);
  });

  test('of which a few more are missing has not, unless its threshold says so', async () => {
    const measured = await compare(rows(5), rows(12));
    expect(read(measured, 'drifted', { column: 'x' })?.value).toBe(0);
    const strict = await compare(rows(5), rows(12), { drift_thresholds: { missing: 0.05 } });
    expect(read(strict, 'drifted', { column: 'x' })?.value).toBe(1);
  });
});

test('NaN are missing as nulls are', async () => {
  const rows = (nan: number) =>
    `SELECT CASE WHEN i < ${nan} THEN 'nan'::DOUBLE ELSE i END AS x FROM range(100) t(i)`;
  const measured = await compare(rows(0), rows(40));
  expect(read(measured, 'missing_share_change', { column: 'x' })?.value).toBe(0.4);
});

test('no rows, no change', async () => {
  const measured = await compare(numbers(0), `SELECT * FROM (${numbers(0)}) WHERE y < 0`);
  expect(read(measured, 'missing_share_change', { column: 'x' })).toMatchObject({
    value: null,
    note: expect.any(String),
  });
});

test('conventions of tools do not look at missing values, and a threshold for it is not ignored', async () => {
  const tool = await compare(numbers(0), numbers(90), { convention: 'evidently' });
  expect(read(tool, 'drifted', { column: 'x' })?.note).not.toContain('missing');
  expect(read(tool, 'missing_share_change', { column: 'x' })?.value).toBe(0.9);
  const config = { convention: 'evidently', drift_thresholds: { missing: 0.1 } } as const;
  expect(await codeOf(compare(numbers(0), numbers(90), config))).toBe('bad-config');
});
