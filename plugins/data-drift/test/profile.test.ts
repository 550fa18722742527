import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { codeOf, folder, read, writeTable } from './tables.ts';

// More than 100,000 rows together, so that they are counted in bins.
const rows = (from: number, to: number, shift: number) =>
  `SELECT sin(i * 1.7) * 10 + ${shift} AS wave, exp(8 * sin(i * 0.37)) + ${shift} AS skewed,
   (i * 7919) % 97 + ${shift} AS code, CASE WHEN i % 3 = 0 THEN 0 ELSE (i * 31) % 100003 END AS amount,
   TIMESTAMP '2026-01-01' + INTERVAL ((i * 7919) % 900000) SECOND AS at,
   CASE i % 11 WHEN 0 THEN NULL WHEN 1 THEN 'nan'::DOUBLE WHEN 2 THEN 'inf'::DOUBLE ELSE i % 1009 END AS holes,
   'group-' || (i * i) % ${12 + shift} AS category, 'person-' || i % 400 AS person, 'key-' || i AS key
   FROM range(${from}, ${to}) t(i)`;

const numbers = ['wave', 'skewed', 'code', 'amount', 'at', 'holes'];
const run = (config: Config) => measureFixture(plugin, config, folder);

/** Writes what the engine would write: evidence that has the details of a run. */
function keep(name: string, { details }: Measured): string {
  writeFileSync(join(folder, name), JSON.stringify({ schema: 'gatehouse/evidence@1', details }));
  return name;
}

const profileOf = ({ details }: Measured) => details?.profile as { columns: Record<string, never> };

let exact: Measured;
beforeAll(async () => {
  await writeTable('reference.parquet', rows(0, 90_000, 0));
  await writeTable('current.parquet', rows(5_000, 65_000, 1));
  for (const [index, [from, to]] of [
    [0, 11_111],
    [11_111, 50_000],
    [50_000, 90_000],
  ].entries())
    await writeTable(`shard-${index}.parquet`, rows(from as number, to as number, 0));
  exact = await run({
    reference: 'reference.parquet',
    current: 'current.parquet',
    exact: true,
    metrics: ['all'],
  });
});

/** Numbers of bins are within what their evidence says of those of all values; numbers of categories are the same. */
function expectWithinBounds(measured: Measured, slack: number): void {
  const columns = measured.details?.columns as Record<
    string,
    {
      error_bounds: { ks: number; wasserstein: number };
      bounds?: Record<string, { low: number; high: number }>;
    }
  >;
  for (const column of numbers) {
    const of = (one: Measured, metric: string) => read(one, metric, { column })?.value as number;
    const { ks, wasserstein } = columns[column]?.error_bounds ?? { ks: Number.NaN, wasserstein: Number.NaN };
    const difference = of(exact, 'ks') - of(measured, 'ks');
    expect(difference, `ks of ${column}`).toBeGreaterThanOrEqual(-1e-12);
    expect(difference, `ks of ${column}`).toBeLessThanOrEqual(ks + 1e-12);
    expect(ks, `bound of ${column}`).toBeLessThan(slack);
    for (const metric of ['psi', 'js_distance', 'hellinger', 'l_infinity', 'chi_square', 'cramers_v']) {
      const right = of(exact, metric);
      const { low, high } = columns[column]?.bounds?.[metric] ?? { low: right, high: right };
      if (columns[column]?.bounds === undefined) expect(of(measured, metric), metric).toBeCloseTo(right, 12);
      expect(low, `${metric} of ${column}`).toBeLessThanOrEqual(right + 1e-12);
      expect(high, `${metric} of ${column}`).toBeGreaterThanOrEqual(right - 1e-12);
    }
    if (column === 'holes') expect(read(measured, 'wasserstein', { column })?.value).toBe(null);
    else
      expect(Math.abs(of(exact, 'wasserstein') - of(measured, 'wasserstein'))).toBeLessThanOrEqual(
        wasserstein * (1 + 1e-9) + 1e-12,
      );
    for (const side of ['reference', 'current'])
      expect(of(measured, `missing_share_${side}`)).toBe(of(exact, `missing_share_${side}`));
  }
  for (const column of ['category', 'person'])
    for (const metric of ['psi', 'js_distance', 'chi_square', 'cramers_v', 'unseen_share'])
      expect(read(measured, metric, { column })?.value).toBeCloseTo(
        read(exact, metric, { column })?.value as number,
        12,
      );
}

describe('large tables', () => {
  test('are counted in bins, and the evidence says how far off a number can be', async () => {
    const config = { reference: 'reference.parquet', current: 'current.parquet' };
    const measured = await run({ ...config, metrics: ['all'] });
    expect(measured.details?.exact).toBe(false);
    expectWithinBounds(measured, 0.01);
    // Few different values are all told apart.
    expect(read(measured, 'ks', { column: 'code' })).toEqual(read(exact, 'ks', { column: 'code' }));
    for (const column of numbers)
      for (const metric of ['psi', 'ks'])
        expect(read(measured, metric, { column })).toEqual(read(exact, metric, { column }));
    expect(await run({ ...config, metrics: ['all'] })).toEqual(measured);
  });

  // Pareto distributions with exponents a and b are farthest apart where x^-(b - a) = a / b.
  const [a, b] = [0.5, 0.55];
  const farthest = (a / b) ** (a / (b - a)) - (a / b) ** (b / (b - a));
  const pareto = (exponent: number) => `((i + 0.5) / 60000) ^ (-1 / ${exponent})`;
  const skewed = (exponent: number) =>
    `SELECT ${pareto(exponent)} AS plain, 1000000 + ${pareto(exponent)} AS far_from_zero,
     CASE WHEN i % 5 < 3 THEN 0 ELSE ${pareto(exponent)} END AS mostly_zero,
     CASE WHEN i % 5 < 3 THEN 7.3 ELSE ${pareto(exponent)} END AS mostly_one_value FROM range(60000) t(i)`;

  test.each([
    ['plain', 'logarithmic', farthest],
    ['far_from_zero', 'quantile', farthest],
    ['mostly_zero', 'logarithmic', 0.4 * farthest],
    ['mostly_one_value', 'quantile', 0.4 * farthest],
  ])('keep their numbers where columns are skewed: %s', async (column, grid, expected) => {
    await writeTable('skewed.parquet', skewed(a));
    await writeTable('less-skewed.parquet', skewed(b));
    const config = { reference: 'skewed.parquet', current: 'less-skewed.parquet', columns: [column] };
    const measured = await run({ ...config, metrics: ['all'] });
    const details = measured.details?.columns as Record<
      string,
      { grid: string; error_bounds: { ks: number } }
    >;
    expect(details[column]?.grid).toBe(grid);
    const bound = details[column]?.error_bounds.ks as number;
    expect(bound).toBeLessThan(0.004);
    const ks = read(measured, 'ks', { column })?.value as number;
    // The shares of so many rows differ from those of the distribution by as much as a few rows.
    const rows = 5 / 60_000;
    expect(ks).toBeLessThan(expected + rows);
    expect(ks + bound).toBeGreaterThan(expected - rows);
    const exactly = await run({ ...config, metrics: ['all'], exact: true });
    const of = (one: Measured, metric: string) => read(one, metric, { column })?.value as number;
    expect(of(exactly, 'ks') - ks).toBeGreaterThanOrEqual(-1e-12);
    expect(of(exactly, 'ks') - ks).toBeLessThanOrEqual(bound + 1e-12);
    expect(of(measured, 'psi') / of(exactly, 'psi')).toBeCloseTo(1, 1);
  });

  test('with more than 100,000 categories have no number for them, and say why', async () => {
    const keys = (from: number) =>
      `SELECT 'k' || i AS key, i % 9 AS x FROM range(${from}, ${from} + 250000) t(i)`;
    await writeTable('keys.parquet', keys(0));
    await writeTable('more-keys.parquet', keys(250_000));
    const measured = await run({ reference: 'keys.parquet', current: 'more-keys.parquet', metrics: ['all'] });
    for (const metric of ['psi', 'js_distance', 'chi_square_p_value', 'unseen_share', 'drifted'])
      expect(read(measured, metric, { column: 'key' })).toMatchObject({
        value: null,
        note: expect.stringContaining('more than 100000 categories'),
      });
    expect(read(measured, 'ks', { column: 'x' })).toMatchObject({ value: expect.any(Number), n: 500_000 });
  });
});

describe('a profile', () => {
  let kept: Measured;
  beforeAll(async () => {
    kept = await run({ reference: 'reference.parquet', save_profile: true });
    keep('kept.json', kept);
  });

  test('stands in for the table that it was made of', async () => {
    expect(kept.examined).toBe(90_000);
    expect(read(kept, 'columns_profiled')).toMatchObject({ value: 9, n: 9 });
    const measured = await run({ reference: 'kept.json', current: 'current.parquet', metrics: ['all'] });
    expect(measured.examined).toBe(60_000);
    expectWithinBounds(measured, 0.05);
    expect(read(measured, 'psi', { column: 'key' })).toMatchObject({
      value: null,
      note: expect.stringContaining('more than 1000 categories'),
    });
    expect(read(measured, 'psi_max')?.note).toContain('not defined for key');
  });

  test('can be compared with another profile', async () => {
    keep('now.json', await run({ reference: 'current.parquet', save_profile: true }));
    expectWithinBounds(await run({ reference: 'kept.json', current: 'now.json', metrics: ['all'] }), 0.05);
  });

  test('of shards is that of the whole, in any order, from tables and from profiles', async () => {
    const shards = ['shard-0.parquet', 'shard-1.parquet', 'shard-2.parquet'] as const;
    keep('shard-1.json', await run({ reference: shards[1], save_profile: true }));
    const merged = await Promise.all(
      [
        [shards[0], shards[1], shards[2]],
        [shards[2], shards[0], 'shard-1.json'],
      ].map(async ([reference = '', ...others]) =>
        profileOf(await run({ reference, reference_shards: others, save_profile: true })),
      ),
    );
    const whole = profileOf(kept);
    for (const profile of merged)
      for (const column of Object.keys(whole.columns)) {
        const [one, other] = [profile.columns[column], whole.columns[column]] as unknown as [Kept, Kept];
        expect(withoutMoments(one), column).toEqual(withoutMoments(other));
        for (const moment of ['mean', 'variance'] as const) {
          const [found, expected] = [one.numbers?.moments[moment], other.numbers?.moments[moment]];
          if (expected !== undefined) expect((found as number) / expected).toBeCloseTo(1, 9);
        }
      }
  });

  test('names no category that may be a person', () => {
    const text = JSON.stringify(profileOf(kept));
    expect(text).toContain('group-4');
    expect(text).not.toContain('person-');
    expect(text).not.toContain('key-');
  });

  test('is saved beside a comparison too', async () => {
    const both = await run({
      reference: 'reference.parquet',
      current: 'current.parquet',
      save_profile: true,
    });
    expect(both.details?.profile).toEqual(kept.details?.profile);
  });

  test.each([
    ['nothing to compare with', { reference: 'reference.parquet' }, 'bad-config'],
    [
      'every value of a profile',
      { reference: 'kept.json', current: 'current.parquet', exact: true },
      'needs-values',
    ],
    [
      'a convention that needs every value',
      { reference: 'kept.json', current: 'current.parquet', convention: 'nannyml' },
      'needs-values',
    ],
    [
      'a shard twice',
      { reference: 'shard-0.parquet', reference_shards: ['shard-0.parquet'], save_profile: true },
      'same-file',
    ],
    [
      'shards of different tables',
      { reference: 'shard-0.parquet', reference_shards: ['credit-window.parquet'], save_profile: true },
      'shards-differ',
    ],
    [
      'numbers that should have been categories',
      { reference: 'kept.json', current: 'current.parquet', categorical: ['code'] },
      'bad-profile',
    ],
  ] as [string, Config, string][])('can not be used for %s', async (_, config, code) => {
    expect(await codeOf(run(config))).toBe(code);
  });

  test('that was tampered with is an error, not another number', async () => {
    const text = readFileSync(join(folder, 'kept.json'), 'utf8');
    const broken: [path: string, value: unknown][] = [
      ['rows', -1],
      ['columns', []],
      ['columns.wave.missing.nulls', 5],
      ['columns.wave.numbers.linear', [[0, 1, 90_001]]],
      ['columns.wave.numbers.linear.0', [9, -9, 3]],
      ['columns.wave.numbers.logarithmic.0', [1, 'x', 3]],
      ['columns.wave.numbers.logarithmic.0.2', 0.5],
      ['columns.wave.numbers.moments.mean', 'x'],
      ['columns.category.categories.counts.group-4', 1],
      ['columns.category.kind', 'text'],
    ];
    for (const [path, value] of broken) {
      const json = JSON.parse(text);
      const steps = path.split('.');
      const inside = steps.slice(0, -1).reduce((at, step) => at[step], json.details.profile);
      inside[steps.at(-1) as string] = value;
      writeFileSync(join(folder, 'broken.json'), JSON.stringify(json));
      const measured = run({ reference: 'broken.json', current: 'current.parquet' });
      expect(await codeOf(measured), path).toBe('bad-profile');
    }
  });

  test('is told from a table in JSON', async () => {
    await writeTable('rows.json', 'SELECT i AS x FROM range(50) t(i)');
    await writeTable('more.json', 'SELECT i AS x FROM range(60) t(i)');
    const measured = await run({ reference: 'rows.json', current: 'more.json' });
    expect(measured).toMatchObject({ examined: 60, headline: { columns: 1 } });
  });
});

interface Kept {
  numbers?: { moments: { mean: number; variance: number } };
}

function withoutMoments({ numbers, ...column }: Kept) {
  // Quantiles of the whole do not follow from those of the parts, so only a profile made at once has them.
  return { ...column, numbers: numbers && { ...numbers, moments: null, quantiles: null } };
}
