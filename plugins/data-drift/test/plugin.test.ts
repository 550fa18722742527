import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { codeOf, compare, folder, read, writeTable } from './tables.ts';

const { credit } = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'));
const creditTables = { reference: 'credit-training.parquet', current: 'credit-window.parquet' };

describe('real tables', () => {
  test('every number of every column equals SciPy and NumPy', async () => {
    const measured = await measureFixture(plugin, { ...creditTables, metrics: ['all'] }, folder);
    expect(measured.examined).toBe(1114);
    expect(Object.keys(credit)).toHaveLength(23);
    for (const [column, numbers] of Object.entries<Record<string, number>>(credit))
      for (const [metric, value] of Object.entries(numbers)) {
        const found = read(measured, metric, { column })?.value as number;
        expect(Math.abs(found - value), `${metric} ${column}`).toBeLessThan(1e-11 + 1e-11 * Math.abs(value));
      }
    expect(read(measured, 'psi_max')).toMatchObject({
      value: expect.closeTo(0.0336511795, 9),
      note: 'column age',
    });
  });

  test('a table compared with itself is refused', async () => {
    const { reference } = creditTables;
    await expect(measureFixture(plugin, { reference, current: reference }, folder)).rejects.toMatchObject({
      code: 'same-file',
    });
  });

  test('two runs are equal', async () => {
    const runs = [
      await measureFixture(plugin, creditTables, folder),
      await measureFixture(plugin, creditTables, folder),
    ];
    expect(runs[0]).toEqual(runs[1]);
  });

  test('CSV and JSON lines give the numbers of Parquet', async () => {
    const [reference, current] = Object.values(creditTables).map(
      (name) => `SELECT * FROM '${join(folder, name)}'`,
    );
    const parquet = await measureFixture(plugin, creditTables, folder);
    for (const format of ['csv', 'jsonl']) {
      const names = [`a.${format}`, `b.${format}`] as const;
      const other = await compare(reference as string, current as string, {}, names);
      expect(other.measurements).toEqual(parquet.measurements);
    }
  });

  test('columns and exclude choose', async () => {
    const some = await measureFixture(plugin, { ...creditTables, columns: ['age', 'job'] }, folder);
    expect(some.headline).toMatchObject({ columns: 2, psi_max_column: 'age', ks_max_column: 'age' });
    const rest = await measureFixture(plugin, { ...creditTables, exclude: ['age'] }, folder);
    expect(rest.headline).toMatchObject({ columns: 22, psi_max_column: 'time' });
  });
});

describe('drift', () => {
  test('a shifted column shows, with a p-value that is small and not zero', async () => {
    const rows = (shift: number) =>
      `SELECT (i * 7919 % 10007) / 10007 + ${shift} AS x FROM range(10007) t(i)`;
    const measured = await compare(rows(0), rows(0.2));
    expect(read(measured, 'ks', { column: 'x' })?.value).toBeCloseTo(0.2, 3);
    expect(read(measured, 'ks_p_value', { column: 'x' })?.value).toBeGreaterThan(1e-300);
    expect(read(measured, 'ks_p_value', { column: 'x' })?.value).toBeLessThan(1e-100);
    expect(read(measured, 'psi', { column: 'x' })?.value).toBeGreaterThan(1);
  });

  test('a change below a value that most rows have is seen', async () => {
    const rows = (low: number) =>
      `SELECT CASE WHEN i % 20 < ${low} THEN 0 ELSE 100 END AS x FROM range(2000) t(i)`;
    const measured = await compare(rows(1), rows(10));
    const [p, q] = [0.05, 0.5];
    const expected = (q - p) * Math.log(q / p) + (p - q) * Math.log((1 - q) / (1 - p));
    // Two more bins are empty in both tables: epsilon against epsilon adds nothing.
    expect(read(measured, 'psi', { column: 'x' })?.value).toBeCloseTo(expected, 12);
    expect(read(measured, 'ks', { column: 'x' })?.value).toBeCloseTo(0.45, 12);
  });

  test('a constant that became another constant is as far away as can be', async () => {
    const measured = await compare('SELECT 5 AS x FROM range(9)', 'SELECT 3 AS x FROM range(9)');
    expect(read(measured, 'ks', { column: 'x' })?.value).toBe(1);
    expect(read(measured, 'psi', { column: 'x' })?.value).toBeCloseTo(2 * (1 - 1e-4) * Math.log(1e4), 10);
    const same = await compare('SELECT 5 AS x FROM range(9)', 'SELECT 5 AS x FROM range(7)');
    expect([read(same, 'psi', { column: 'x' })?.value, read(same, 'ks', { column: 'x' })?.value]).toEqual([
      0, 0,
    ]);
  });

  test('unseen categories are counted and enter the index', async () => {
    const measured = await compare(
      "SELECT unnest(['a', 'a', 'b', 'b', NULL]) AS c",
      "SELECT unnest(['a', 'b', 'z', 'z']) AS c",
    );
    expect(read(measured, 'unseen_share', { column: 'c' })).toMatchObject({ value: 0.5, n: 4 });
    const expected = 2 * -0.25 * Math.log(0.25 / 0.5) + (0.5 - 1e-4) * Math.log(0.5 / 1e-4);
    expect(read(measured, 'psi', { column: 'c' })).toMatchObject({
      value: expect.closeTo(expected, 12),
      n: 8,
    });
    expect(measured.details?.columns).toMatchObject({ c: { categories: 3, categories_unseen: 1 } });
  });

  test('names and keys are not listed in the evidence', async () => {
    const rows = "SELECT 'person-' || i AS name FROM range(100) t(i)";
    expect(JSON.stringify(await compare(rows, rows))).not.toContain('person-');
  });

  test('the index of a column of keys says that it means nothing', async () => {
    const keys = (from: number) => `SELECT 'k' || i AS key FROM range(${from}, ${from + 20000}) t(i)`;
    const measured = await compare(keys(0), keys(20000));
    expect(read(measured, 'psi', { column: 'key' })).toMatchObject({
      value: expect.any(Number),
      note: expect.stringContaining('exclude'),
    });
    expect(read(measured, 'unseen_share', { column: 'key' })?.value).toBe(1);
  });

  test('dates are compared in time', async () => {
    const rows = (year: number) => `SELECT DATE '${year}-01-01' + i::INTEGER AS day FROM range(365) t(i)`;
    const measured = await compare(rows(2025), rows(2026));
    expect(read(measured, 'ks', { column: 'day' })?.value).toBe(1);
  });
});

test('the sum of the bins is the number of values, with as many bins as one likes', async () => {
  const rows = 'SELECT sin(i) AS x FROM range(5000) t(i)';
  const measured = await compare(rows, rows, { bins: 1000 });
  const details = measured.details as { columns: { x: { bins: { reference: number; current: number }[] } } };
  const { bins } = details.columns.x;
  expect(bins).toHaveLength(1000);
  expect(bins.reduce((sum, { reference }) => sum + reference, 0)).toBe(5000);
  expect(bins.every(({ reference, current }) => reference === 5 && current === 5)).toBe(true);
});

describe('what can not be measured', () => {
  const [psi, ks] = [
    (one: Measured) => read(one, 'psi', { column: 'x' }),
    (one: Measured) => read(one, 'ks', { column: 'x' }),
  ];

  test('nulls and NaN are missing, infinities are values', async () => {
    const measured = await compare(
      "SELECT unnest(['1', '2', NULL, 'nan', 'inf']::DOUBLE[]) AS x",
      "SELECT unnest(['1', '2', 'inf', '-inf']::DOUBLE[]) AS x",
    );
    expect(read(measured, 'missing_share_reference', { column: 'x' })).toMatchObject({ value: 0.4, n: 5 });
    expect(read(measured, 'missing_share_current', { column: 'x' })).toMatchObject({ value: 0, n: 4 });
    expect(measured.details?.columns).toMatchObject({ x: { reference: { rows: 5, nulls: 1, nans: 1 } } });
    expect(ks(measured)).toMatchObject({ value: 0.25, n: 7 });
  });

  test.each([
    ['an all-null column', 'SELECT NULL::DOUBLE AS x, 1 AS y FROM range(5)'],
    ['an all-NaN column', "SELECT 'nan'::DOUBLE AS x, 1 AS y FROM range(5)"],
    ['a single row', 'SELECT 1.5::DOUBLE AS x, 1 AS y'],
  ])('%s is undefined and says why', async (_, query) => {
    const measured = await compare('SELECT i::DOUBLE AS x, i AS y FROM range(50) t(i)', query);
    expect(psi(measured)).toMatchObject({ value: null, note: expect.stringContaining('current') });
    expect(ks(measured)).toMatchObject({ value: null, note: expect.any(String) });
    expect(read(measured, 'psi_max')?.note).toContain('not defined for x');
  });

  test('no rows: nothing is examined', async () => {
    const rows = 'SELECT i AS x FROM range(9) t(i)';
    const none = `${rows} WHERE i < 0`;
    for (const [reference, current] of [
      [rows, none],
      [none, rows],
    ] as const) {
      const measured = await compare(reference, current);
      expect(measured.examined).toBe(0);
      expect(psi(measured)).toMatchObject({ value: null, note: expect.any(String) });
      expect(read(measured, 'psi_max')?.value).toBe(null);
    }
  });

  test('infinite dates and times of day are no surprise', async () => {
    const rows = (day: string) =>
      `SELECT unnest([DATE '${day}', DATE '2026-01-02', 'infinity'::DATE, '-infinity'::DATE, NULL]) AS at,
       TIME '10:00:00' AS hour`;
    for (const exact of [true, false]) {
      const many = exact ? '' : ' FROM range(20000)';
      const measured = await compare(rows('2026-01-01') + many, rows('2025-01-01') + many, { exact });
      const n = exact ? 1 : 20_000;
      expect(read(measured, 'ks', { column: 'at' })).toMatchObject({ value: 0.5, n: 4 * n });
      expect(read(measured, 'missing_share_current', { column: 'at' })).toMatchObject({
        value: 0.6,
        n: 5 * n,
      });
      expect(read(measured, 'ks', { column: 'hour' })?.value).toBe(0);
    }
  });

  test('columns of one table only, retyped and unsupported ones are counted and named', async () => {
    const measured = await compare(
      'SELECT 1 AS x, 2 AS gone, 3 AS typed, [1] AS list FROM range(3)',
      "SELECT 1 AS x, 'a' AS typed, [1] AS list, 4 AS fresh FROM range(3)",
    );
    expect(read(measured, 'columns_missing', { table: 'current' })).toMatchObject({ value: 1, n: 5 });
    expect(read(measured, 'columns_missing', { table: 'reference' })?.value).toBe(1);
    expect(read(measured, 'columns_retyped')?.value).toBe(1);
    expect(read(measured, 'columns_unsupported')?.value).toBe(1);
    expect(measured.details).toMatchObject({
      columns_missing: { reference: ['fresh'], current: ['gone'] },
      columns_retyped: ['typed (INTEGER / VARCHAR)'],
      columns_unsupported: ['list (INTEGER[] / INTEGER[])'],
    });
  });

  test('what `columns` names must be there and comparable', async () => {
    const [a, b] = ['SELECT 1 AS x, 2 AS gone, [1] AS list', "SELECT 'a' AS x, [1] AS list"];
    expect(await codeOf(compare(a, b, { columns: ['gone'] }))).toBe('missing-column');
    expect(await codeOf(compare(a, b, { columns: ['x'] }))).toBe('column-type');
    expect(await codeOf(compare(a, b, { columns: ['list'] }))).toBe('column-type');
    expect(await codeOf(compare(a, b, { exclude: ['xx'] }))).toBe('missing-column');
    expect(await codeOf(compare(a, b))).toBe('no-columns');
  });

  test('a broken or mislabelled file is an error that names no folder', async () => {
    await writeTable('cut.parquet', 'SELECT i AS x FROM range(10000) t(i)');
    truncateSync(join(folder, 'cut.parquet'), 5000);
    writeFileSync(join(folder, 'text.parquet'), 'x\n1\n');
    writeFileSync(join(folder, 'broken.jsonl'), '{"x": 1}\n{"x": ');
    writeFileSync(join(folder, 'table.xlsx'), 'PK');
    const code = (name: string) => codeOf(measureFixture(plugin, { ...creditTables, current: name }, folder));
    expect(await code('cut.parquet')).toBe('table-unreadable');
    expect(await code('text.parquet')).toBe('table-unreadable');
    expect(await code('broken.jsonl')).toBe('table-unreadable');
    expect(await code('table.xlsx')).toBe('unknown-format');
    const failed = measureFixture(plugin, { ...creditTables, current: 'cut.parquet' }, folder);
    await expect(failed).rejects.not.toThrow(folder);
  });
});

test('a table of a path with `=` gets no column from it', async () => {
  const rows = 'SELECT i AS x FROM range(9) t(i)';
  const measured = await compare(rows, rows, {}, ['day=1.parquet', 'day=2.parquet']);
  expect(measured.headline).toMatchObject({ columns: 1 });
});
