import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { folder, read, writeTable } from './tables.ts';

const run = (config: Config) => measureFixture(plugin, config, folder);
// Evenly spread between 0 and 1, in no order.
const u = (i: string, seed: number) => `((${i} * 7919 + ${seed}) % 60013 + 0.5) / 60013`;

/** Columns of more than 100,000 rows whose values crowd: nearly all of them in a few of 4096 bins of one width. */
const shapes: Record<string, (moved: 0 | 1) => string> = {
  // Within each of two clusters that lie far apart, everything moves.
  two_clusters: (m) => `CASE WHEN i % 2 = 0 THEN 0 ELSE 1e9 END + ${m ? `(${u('i', 5)}) ^ 3` : u('i', 5)}`,
  three_clusters: (m) => `(i % 3) * 1e12 + 7 + ${m ? `sqrt(${u('i', 9)})` : u('i', 9)} * 1e-3`,
  two_currencies: (m) =>
    `CASE WHEN i % 2 = 0 THEN ${u('i', 3)} * 100 + ${m * 30} ELSE 5e7 + ${u('i', 3)} * 1e4 + ${m * 3000} END`,
  sparse_integers: (m) => `(((i * 7919) % 300)${m ? ' // 2' : ''}) * 1000000007`,
  spike_and_tail: (m) =>
    `CASE WHEN i % 10 < 7 THEN 7.3 WHEN i % 10 = 7 THEN 7.3 + ${u('i', 2)} * 1e-6 ELSE 1 / (${u('i', 4)} * ${m ? 0.5 : 1}) ^ 3 END`,
  spikes: (m) =>
    `CASE i % 4 WHEN 0 THEN -1e8 WHEN 1 THEN 0.1 WHEN 2 THEN ${m ? 0.1 : 0.2} ELSE 1e8 * ${u('i', 8)} END`,
  one_far_value: (m) => `CASE WHEN i = 77 THEN 1e15 ELSE ${u('i', 6)} ${m ? '^ 2' : ''} END`,
  all_scales: (m) => `10 ^ ((${u('i', 1)}) * 500 - 250 ${m ? '+ 20' : ''})`,
  whole_numbers: (m) => `((i * 31) % 60013 * (i % 5 + ${m}) * 1000003)::BIGINT`,
  times: (m) =>
    `TIMESTAMP '2026-01-01' + INTERVAL (CASE WHEN i % 2 = 0 THEN 0 ELSE 800000000 END + (i * 7919) % ${m ? 30 : 90}) SECOND`,
  smooth: (m) => `sin(i * 1.7) * 10 + ${m * 0.4}`,
  skewed: (m) => `exp(8 * sin(i * 0.37)) + ${m}`,
};
const names = Object.keys(shapes);
const binned = ['psi', 'js_divergence', 'js_distance', 'hellinger', 'l_infinity', 'total_variation'] as const;
const tests = ['chi_square', 'chi_square_p_value', 'chi_square_fit', 'chi_square_fit_p_value', 'cramers_v'];

await writeTable('then.parquet', `SELECT ${columnsOf(0)} FROM range(60013) t(i)`);
await writeTable('now.parquet', `SELECT ${columnsOf(1)} FROM range(60007) t(i)`);
await writeTable('same.parquet', `SELECT ${columnsOf(0)} FROM range(3, 60010) t(i)`);

function columnsOf(moved: 0 | 1): string {
  return names.map((name) => `${shapes[name]?.(moved)} AS ${name}`).join(', ');
}

const found = (measured: Measured, metric: string, column: string) => read(measured, metric, { column });

describe.each(['now.parquet', 'same.parquet'])('columns that crowd in few bins, %s', async (current) => {
  const config = { reference: 'then.parquet', current, metrics: ['all' as const] };
  const exact = await run({ ...config, exact: true });
  const measured = await run(config);

  test.each(names)('%s has the numbers of all values', (column) => {
    for (const metric of [...binned, ...tests, 'ks', 'ks_p_value', 'drifted'])
      expect(found(measured, metric, column), metric).toEqual(found(exact, metric, column));
  });

  test.each(names)('%s has a Wasserstein distance within its bound', (column) => {
    const [own, right] = [measured, exact].map((one) => found(one, 'wasserstein', column)?.value);
    const details = measured.details?.columns as Record<string, { error_bounds: { wasserstein: number } }>;
    const bound = details[column]?.error_bounds.wasserstein as number;
    expect(Math.abs((own as number) - (right as number))).toBeLessThanOrEqual(
      bound + 1e-9 * (right as number),
    );
  });
});

describe('profiles of such columns', () => {
  const keep = async (reference: string, name: string, bins = 10) => {
    const { details } = await run({ reference, save_profile: true, bins });
    writeFileSync(join(folder, name), JSON.stringify({ schema: 'gatehouse/evidence@1', details }));
  };

  test('know the quantiles of their bins, so that a table has the numbers of all values', async () => {
    const config = { current: 'now.parquet', metrics: ['all' as const] };
    const exact = await run({ ...config, reference: 'then.parquet', exact: true });
    await keep('then.parquet', 'then.json');
    const measured = await run({ ...config, reference: 'then.json' });
    for (const column of names)
      for (const metric of [...binned, ...tests, 'drifted'])
        expect(found(measured, metric, column), `${metric} ${column}`).toEqual(found(exact, metric, column));
  });

  test('of other bins never say less drift than there is, or that they cannot tell', async () => {
    const config = { current: 'now.parquet', metrics: ['all' as const], bins: 10 };
    const exact = await run({ ...config, reference: 'then.parquet', exact: true });
    await keep('then.parquet', 'other.json', 7);
    const measured = await run({ ...config, reference: 'other.json' });
    const untold = names.filter((column) => found(measured, 'drifted', column)?.value === null);
    expect(untold).toContain('three_clusters');
    for (const column of names) {
      const { value: drifted } = found(measured, 'drifted', column) ?? {};
      if (drifted !== null) expect(drifted, column).toBe(found(exact, 'drifted', column)?.value);
      for (const metric of binned) {
        const [own, right] = [measured, exact].map((one) => found(one, metric, column));
        if (own?.note?.startsWith('at most'))
          expect(own.value, `${metric} ${column}`).toBeGreaterThanOrEqual((right?.value as number) - 1e-12);
        else if (own?.note?.startsWith('at least'))
          expect(own.value, `${metric} ${column}`).toBeLessThanOrEqual((right?.value as number) + 1e-12);
        else if (own?.value === null) expect(own.note).toEqual(expect.any(String));
        else expect(own?.value, `${metric} ${column}`).toBeCloseTo(right?.value as number, 12);
      }
    }
  });
});
