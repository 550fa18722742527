import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { beforeAll, describe, expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { compare, folder, read, writeTable } from './tables.ts';

interface Said {
  test: string;
  score: number;
  threshold: number;
  drifted: boolean;
}

// What the tools themselves said of these tables: made by make_conventions.py with Evidently 0.7.23, NannyML 0.13.1 and
// Deepchecks 0.19.1.
const said: Record<string, Record<string, Record<string, Said>>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'conventions.json'), 'utf8'),
);
const tables: Record<string, { reference: string; current: string }> = {
  credit: { reference: 'credit-training.parquet', current: 'credit-window.parquet' },
  mixed: { reference: 'mixed-reference.parquet', current: 'mixed-current.parquet' },
  small: { reference: 'small-reference.parquet', current: 'small-current.parquet' },
};

beforeAll(async () => {
  for (const side of ['reference', 'current'] as const) {
    const whole = join(folder, tables.credit?.[side] as string);
    await writeTable(tables.small?.[side] as string, `SELECT * FROM '${whole}' LIMIT 400`);
  }
});

describe.each(['evidently', 'nannyml', 'deepchecks'] as const)('%s', (convention) => {
  test.each(['credit', 'mixed', 'small'])('says of %s what the tool says', async (pair) => {
    const measured = await measureFixture(plugin, { ...tables[pair], convention } as never, folder);
    const columns = measured.details?.columns as Record<string, { score: Said & { of: string } }>;
    const expected = said[convention]?.[pair] as Record<string, Said>;
    expect(Object.keys(expected).length).toBeGreaterThan(6);
    for (const [column, tool] of Object.entries(expected)) {
      const found = columns[column]?.score;
      expect(found?.test, column).toBe(tool.test);
      expect(Math.abs((found?.score as number) - tool.score), `score of ${column}`).toBeLessThan(1e-9);
      expect(Math.abs((found?.threshold as number) - tool.threshold), `threshold of ${column}`).toBeLessThan(
        1e-9,
      );
      expect(read(measured, 'drifted', { column })?.value, `drift of ${column}`).toBe(tool.drifted ? 1 : 0);
      expect(read(measured, 'drift_score', { column })?.value).toBe(found?.score);
    }
    const told = measured.measurements.filter(({ metric, value }) => metric === 'drifted' && value !== null);
    expect(told.map(({ labels }) => labels.column).sort()).toEqual(Object.keys(expected).sort());
    const drifted = Object.values(expected).filter((one) => one.drifted).length;
    expect(read(measured, 'columns_drifted')).toMatchObject({ value: drifted, n: told.length });
    expect(read(measured, 'drifted_share')?.value).toBe(drifted / told.length);
  });
});

describe('tfdv_exact', () => {
  // anomalies/metrics_test.cc of TensorFlow Data Validation compares, among others, buckets that do not meet.
  test('spreads the counts of ten buckets evenly over the cuts of both tables', async () => {
    // One value in each bucket of [0, 10] and of [5, 15]: half of each lies beside the other.
    const rows = (from: number) => `SELECT ${from} + unnest([0, 1, 2, 3, 4, 5, 6, 7, 8, 10])::DOUBLE AS x`;
    const measured = await compare(rows(0), rows(5), { convention: 'tfdv' });
    expect(read(measured, 'drift_score', { column: 'x' })).toMatchObject({
      value: expect.closeTo(0.5, 12),
      note: expect.stringContaining('jensen_shannon_divergence'),
    });
    expect(read(measured, 'drifted', { column: 'x' })).toMatchObject({
      value: null,
      note: expect.stringContaining('drift_thresholds'),
    });
  });

  test('goes by its former name too, and says that TFDV itself approximates', async () => {
    const rows = (add: number) => `SELECT sin(i) + ${add} AS x FROM range(300) t(i)`;
    const [before, now] = [
      await compare(rows(0), rows(1), { convention: 'tfdv' }),
      await compare(rows(0), rows(1), { convention: 'tfdv_exact' }),
    ];
    expect(before.measurements).toEqual(now.measurements);
    for (const { methods } of [before, now])
      expect(methods.drifted?.parameters).toMatchObject({
        as: expect.stringContaining('not what TFDV itself says'),
      });
  });

  test('takes NaN for values that the other table never has, and nulls for nothing', async () => {
    const half = "SELECT unnest(['1', '2', 'nan', 'nan', NULL]::DOUBLE[]) AS x";
    const measured = await compare(half, half, { convention: 'tfdv' });
    expect(read(measured, 'drift_score', { column: 'x' })?.value).toBeCloseTo(0.5, 12);
  });

  test('measures texts by the largest difference of a share', async () => {
    const measured = await compare(
      "SELECT unnest(['a', 'a', 'b', 'b']) AS c, 1 AS d",
      "SELECT unnest(['a', 'b', 'b', 'c']) AS c, 1 AS d",
      { convention: 'tfdv', drift_thresholds: { categorical: 0.2 } },
    );
    expect(read(measured, 'drift_score', { column: 'c' })?.value).toBe(0.25);
    expect(read(measured, 'drifted', { column: 'c' })?.value).toBe(1);
    expect(read(measured, 'drifted_share')).toMatchObject({ value: 1, n: 1, note: 'not told for d' });
  });
});

describe('any convention', () => {
  test('of ours is the population stability index from 0.25', async () => {
    const rows = (low: number) =>
      `SELECT CASE WHEN i % 20 < ${low} THEN 'a' ELSE 'b' END AS x FROM range(2000) t(i)`;
    const moved = await compare(rows(1), rows(10));
    expect(read(moved, 'drifted', { column: 'x' })).toMatchObject({ value: 1, note: 'psi >= 0.25' });
    expect(read(moved, 'drift_score', { column: 'x' })).toBe(undefined);
    const strict = await compare(rows(1), rows(10), { drift_thresholds: { categorical: 9 } });
    expect(read(strict, 'drifted', { column: 'x' })?.value).toBe(0);
    const without = await compare(rows(1), rows(10), { metrics: ['ks'] });
    expect(read(without, 'drifted', { column: 'x' })?.value).toBe(null);
    expect(read(without, 'drifted_share')?.value).toBe(null);
  });

  test.each(['evidently', 'nannyml', 'tfdv', 'deepchecks'] as const)(
    '%s has no score for times, empty columns and keys without number, and says why',
    async (convention) => {
      const rows = (many: string) =>
        `SELECT TIMESTAMP '2026-01-01' + INTERVAL (i) DAY AS at, NULL::DOUBLE AS empty, 'nan'::DOUBLE AS nan,
         i::DOUBLE AS x, ${many} AS key FROM range(60) t(i)`;
      const measured = await compare(rows("'k' || i"), rows("'l' || i"), { convention });
      for (const column of ['at', 'empty', 'nan'])
        for (const metric of ['drift_score', 'drifted'])
          expect(read(measured, metric, { column })).toMatchObject({ value: null, note: expect.any(String) });
      expect(read(measured, 'drifted', { column: 'x' })?.note).toEqual(expect.any(String));
      expect(read(measured, 'drifted_share')).toMatchObject(
        convention === 'tfdv'
          ? { value: null, n: 0, note: expect.any(String) }
          : { n: expect.any(Number), note: expect.stringContaining('at, empty, nan') },
      );
    },
  );

  test('takes codes for categories where it is told to, in all that it looks at', async () => {
    const rows = (add: number) => `SELECT (i * 7 + ${add}) % 10 AS code FROM range(500) t(i)`;
    const asText = (add: number) => `SELECT code::VARCHAR AS code FROM (${rows(add)})`;
    for (const convention of ['evidently', 'nannyml', 'tfdv', 'deepchecks'] as const) {
      const told = await compare(`${rows(0)} WHERE i % 3 > 0`, rows(3), {
        convention,
        categorical: ['code'],
      });
      const texts = await compare(
        `SELECT code::VARCHAR AS code FROM (${rows(0)} WHERE i % 3 > 0)`,
        asText(3),
        {
          convention,
        },
      );
      const scoreOf = ({ details }: typeof told) =>
        (details as { columns: { code: { score: Said } } }).columns.code.score;
      expect(scoreOf(told)).toEqual(scoreOf(texts));
    }
  });

  test('of infinities and single values gives no silent number', async () => {
    const rows =
      "SELECT unnest(['1', '2', '3', 'inf', '-inf', '5', '6', '7', '8', '9', '4']::DOUBLE[]) AS x, 1 AS y";
    for (const convention of ['evidently', 'nannyml', 'tfdv', 'deepchecks'] as const) {
      const measured = await compare(rows, rows, { convention });
      const { value, note } = read(measured, 'drift_score', { column: 'x' }) ?? {};
      expect(value === null ? note : value).toEqual(
        convention === 'nannyml' || convention === 'tfdv'
          ? expect.stringContaining('infinite')
          : expect.any(Number),
      );
      expect(read(measured, 'drift_score', { column: 'y' })?.value).toBeDefined();
    }
  });
});
