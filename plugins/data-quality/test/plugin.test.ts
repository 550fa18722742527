import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { column, folder, quality, read, valuesOfX, writeTable } from './tables.ts';

const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'));

describe('a profile', () => {
  test.each([
    ['orders', 'orders.parquet'],
    ['credit', 'credit-training.parquet'],
  ])('of %s has the numbers of pandas and NumPy', async (name, data) => {
    const { rows, duplicate_rows, columns } = reference[name];
    const measured = await measureFixture(plugin, { data }, folder);
    expect(measured.examined).toBe(rows);
    expect(read(measured, 'row_count')).toEqual({ metric: 'row_count', value: rows, n: rows, labels: {} });
    expect(read(measured, 'duplicate_rows')?.value).toBe(duplicate_rows);
    expect(read(measured, 'column_count')?.value).toBe(Object.keys(columns).length);
    for (const [column, numbers] of Object.entries<Record<string, number>>(columns))
      for (const [key, value] of Object.entries(numbers)) {
        const [metric = '', quantile] = key.split(' ');
        const found = read(measured, metric, quantile === undefined ? { column } : { column, quantile });
        expect(found?.value, `${key} ${column}`).toBeCloseTo(value, 9 - Math.ceil(Math.log10(value + 1)));
      }
  });

  test('of Parquet, CSV and JSON lines is one', async () => {
    const rows = `SELECT order_id, customer, status, amount FROM '${join(folder, 'orders.parquet')}'`;
    const [parquet, csv, jsonl] = [
      await quality(rows, {}, 'a.parquet'),
      await quality(rows, {}, 'a.csv'),
      await quality(rows, {}, 'a.jsonl'),
    ];
    expect(csv.measurements).toEqual(parquet.measurements);
    expect(jsonl.measurements).toEqual(parquet.measurements);
  });

  test('twice is the same, to the last bit', async () => {
    const rows = "SELECT sin(i) * 1e6 AS x, 'k' || i % 977 AS y FROM range(400000) t(i)";
    const first = await quality(rows);
    expect(await measureFixture(plugin, { data: 'data.parquet' }, folder)).toEqual(first);
  });

  test('counts NaN and infinities apart from nulls and numbers', async () => {
    const measured = await quality(
      column('DOUBLE', '1', '3', '3', null, 'nan', 'nan', 'inf', '-inf', '-inf'),
    );
    expect(valuesOfX(measured)).toEqual({
      null_count: 1,
      nan_count: 2,
      missing_share: 3 / 9,
      positive_infinity_count: 1,
      negative_infinity_count: 2,
      distinct_count: 4,
      distinct_share: 4 / 6,
      min: 1,
      max: 3,
      mean: Number((7 / 3).toPrecision(12)),
      std: Number(Math.sqrt(4 / 3).toPrecision(12)),
      'quantile 0.25': 2,
      'quantile 0.5': 3,
      'quantile 0.75': 3,
    });
    expect(read(measured, 'mean', { column: 'x' })).toMatchObject({
      n: 3,
      note: '3 infinite values left out',
    });
  });

  test('of dates and times is in seconds, and knows infinite ones', async () => {
    const dates = await quality(column('DATE', '2026-01-02', '1969-12-31', 'infinity', null));
    expect(valuesOfX(dates)).toMatchObject({
      null_count: 1,
      positive_infinity_count: 1,
      distinct_count: 3,
      min: -86400,
      max: 1767312000,
    });
    const zoned = await quality(column('TIMESTAMPTZ', '2026-01-02 01:00:00+01'));
    expect(valuesOfX(zoned)).toMatchObject({ min: 1767312000, max: 1767312000, distinct_count: 1 });
    expect(valuesOfX(await quality(column('TIME', '10:00:00')))).toMatchObject({ min: 36000, max: 36000 });
  });

  test('of text counts characters, and the empty ones', async () => {
    expect(valuesOfX(await quality(column('VARCHAR', '', 'Zoë', '日本', null)))).toEqual({
      null_count: 1,
      missing_share: 0.25,
      distinct_count: 3,
      distinct_share: 1,
      length_min: 0,
      length_max: 3,
      empty_count: 1,
    });
  });

  test('of lists, structures and blobs counts what can be counted', async () => {
    for (const type of ['INTEGER[]', 'STRUCT(a INTEGER)', 'BLOB', 'BOOLEAN'])
      expect(Object.keys(valuesOfX(await quality(column(type, null))))).toEqual([
        'null_count',
        'missing_share',
        'distinct_count',
        'distinct_share',
      ]);
    expect(valuesOfX(await quality(column('INTEGER[]', '[1, 2]', '[1, 2]', '[]')))).toMatchObject({
      distinct_count: 2,
    });
  });

  test.each([
    ['all null', column('DOUBLE', null, null), 2],
    ['all NaN', column('DOUBLE', 'nan', 'nan'), 2],
    ['all infinite', column('DOUBLE', 'inf', '-inf'), 2],
    ['empty', `${column('DOUBLE', '1')} WHERE false`, 0],
  ])('of a column that is %s has no range, and says why', async (_, query, examined) => {
    const measured = await quality(query);
    expect(measured.examined).toBe(examined);
    for (const metric of ['min', 'max', 'mean', 'std'])
      expect(read(measured, metric, { column: 'x' })).toMatchObject({
        value: null,
        n: 0,
        note: expect.any(String),
      });
    expect(read(measured, 'quantile', { column: 'x', quantile: '0.5' })?.value).toBe(null);
  });

  test('of a single value has no deviation, and of huge ones neither', async () => {
    expect(valuesOfX(await quality(column('DOUBLE', '5')))).toMatchObject({
      mean: 5,
      std: null,
      'quantile 0.25': 5,
    });
    const huge = valuesOfX(await quality(column('DOUBLE', '1.7e308', '1.7e308', '-1')));
    expect(huge).toMatchObject({ max: 1.7e308, mean: null, std: null, 'quantile 0.5': 1.7e308 });
  });

  test('keeps whole numbers apart that a double can not', async () => {
    const rows = await quality(column('BIGINT', '9007199254740992', '9007199254740993'));
    expect(valuesOfX(rows)).toMatchObject({ distinct_count: 2 });
  });

  test('of more rows and columns than are read at once is whole', async () => {
    const columns = Array.from({ length: 130 }, (_, index) => `i % ${index + 1} AS c${index}`);
    const measured = await quality(`SELECT ${columns.join(', ')} FROM range(30000) t(i)`);
    for (const index of [0, 24, 25, 66, 99, 100, 129]) {
      expect(read(measured, 'distinct_count', { column: `c${index}` })?.value).toBe(index + 1);
      expect(read(measured, 'max', { column: `c${index}` })?.value).toBe(index);
    }
  });

  test('of names that mean something in SQL is no trap', async () => {
    const rows = 'SELECT 1 AS "a""b", 2 AS shape, 3 AS n, 4 AS "select", 5 AS c0, 6 AS x_0 FROM range(3)';
    const measured = await quality(rows, { checks: { compound_unique: [['shape', 'c0']], unique: ['a"b'] } });
    expect(read(measured, 'duplicate_rows')?.value).toBe(2);
    expect(measured.details?.unexpected).toMatchObject([
      { column: 'a"b', unexpected: 3, examples: [{ shape: '9', rows: 3 }] },
      { column: 'shape, c0', unexpected: 3, examples: [{ shape: '9 | 9', rows: 3 }] },
    ]);
  });

  test('is of the columns and quantiles that were asked for', async () => {
    const config = { columns: ['b'], quantiles: [0, 0.9, 1] };
    const measured = await quality('SELECT i AS a, i AS b FROM range(11) t(i)', config);
    const found = measured.measurements.filter(({ metric }) => metric === 'quantile');
    expect(found.map(({ labels, value }) => [labels.column, labels.quantile, value])).toEqual([
      ['b', '0', 0],
      ['b', '0.9', 9],
      ['b', '1', 10],
    ]);
  });
});

describe('freshness', () => {
  const rows =
    "SELECT TIMESTAMP '2026-01-01 00:00:00' + INTERVAL (i) HOUR AS at, DATE '2026-01-01' + i::INTEGER AS day FROM range(3) t(i)";

  test('is the age of the newest value, beside how many lie in the future', async () => {
    const freshness = [
      { column: 'at', now: '2026-01-01T03:00:00Z' },
      { column: 'at', now: '2026-01-01T00:30:00Z' },
      { column: 'at', against: 'day' },
    ];
    const measured = await quality(rows, { freshness });
    const of = (metric: string, against: string) => read(measured, metric, { column: 'at', against })?.value;
    expect([of('age_seconds', '2026-01-01T03:00:00Z'), of('future_count', '2026-01-01T03:00:00Z')]).toEqual([
      3600, 0,
    ]);
    expect([of('age_seconds', '2026-01-01T00:30:00Z'), of('future_count', '2026-01-01T00:30:00Z')]).toEqual([
      null,
      2,
    ]);
    expect([of('age_seconds', 'day'), of('future_count', 'day')]).toEqual([46 * 3600, 0]);
  });

  test('of a column without a value is undefined', async () => {
    const freshness = [{ column: 'x', now: '2026-01-01' }];
    const measured = await quality(column('DATE', null), { freshness });
    expect(read(measured, 'age_seconds', { column: 'x', against: '2026-01-01' })).toMatchObject({
      value: null,
      n: 0,
      note: 'x has no value',
    });
  });

  test.each([
    ['no time', { column: 'at' }, 'bad-config'],
    ['two times', { column: 'at', now: '2026-01-01', against: 'day' }, 'bad-config'],
    ['a day that is none', { column: 'at', now: '2026-02-30' }, 'bad-config'],
    ['no such column', { column: 'when', now: '2026-01-01' }, 'missing-column'],
    ['no dates', { column: 'n', now: '2026-01-01' }, 'column-type'],
  ])('against %s is an error', async (_, freshness, code) => {
    const measured = quality(`SELECT *, 1 AS n FROM (${rows})`, { freshness: [freshness] });
    await expect(measured).rejects.toMatchObject({ code });
  });
});

describe('what can not be measured', () => {
  test.each([
    ['a column that is not there', { columns: ['y'] }, 'missing-column'],
    ['a quantile that is none', { quantiles: [1.5] }, 'bad-config'],
  ])('%s is an error', async (_, config, code) => {
    await expect(quality(column('DOUBLE', '1'), config)).rejects.toMatchObject({ code });
  });

  test('a broken or mislabelled file is an error that names no folder', async () => {
    await writeTable('cut.parquet', 'SELECT i AS x FROM range(10000) t(i)');
    truncateSync(join(folder, 'cut.parquet'), 5000);
    writeFileSync(join(folder, 'text.parquet'), 'x\n1\n');
    writeFileSync(join(folder, 'broken.jsonl'), '{"x": 1}\n{"x": ');
    writeFileSync(join(folder, 'table.xlsx'), 'PK');
    for (const data of ['cut.parquet', 'text.parquet', 'broken.jsonl']) {
      const failed = measureFixture(plugin, { data }, folder);
      await expect(failed).rejects.toMatchObject({ code: 'table-unreadable' });
      await expect(failed).rejects.not.toThrow(folder);
    }
    await expect(measureFixture(plugin, { data: 'table.xlsx' }, folder)).rejects.toMatchObject({
      code: 'unknown-format',
    });
  });
});
