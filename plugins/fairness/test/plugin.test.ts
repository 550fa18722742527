import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { codeOf, confusion, folder, measure, read, writeTable } from './tables.ts';

type Numbers = Record<string, number | null>;
interface Reference {
  groups: Record<string, Numbers & { rows: number }>;
  compared: Numbers;
  worst: Numbers;
}
const { overall, ...attributes }: { overall: Numbers } & Record<string, Reference> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'),
);

const credit: Config = {
  data: 'credit-predictions.parquet',
  label: 'default',
  score: 'probability',
  threshold: 0.4,
  sensitive: ['age_band', 'home', 'marital'],
};

describe('real predictions, against Fairlearn 0.15.0', () => {
  test('every rate of every group, with its interval', async () => {
    const measured = await measureFixture(plugin, credit, folder);
    expect(measured.examined).toBe(1113);
    const check = (numbers: Numbers, labels: Record<string, string>) => {
      for (const [metric, value] of Object.entries(numbers)) {
        if (metric === 'rows') continue;
        const at = `${metric} ${JSON.stringify(labels)}`;
        const found = read(measured, metric, labels);
        expect(found, at).toBeDefined();
        if (value === null) expect(found, at).toMatchObject({ value: null, n: 0, note: expect.any(String) });
        else expect(Math.abs((found?.value as number) - value), at).toBeLessThan(1e-12);
      }
    };
    check(overall, {});
    let groups = 0;
    for (const attribute of ['age_band', 'home', 'marital', 'age_band × home'])
      for (const [group, numbers] of Object.entries(attributes[attribute]?.groups ?? {})) {
        check(numbers, { attribute, group });
        groups++;
      }
    expect(groups).toBe(35);
  });

  test.each([
    ['age_band', 'all', 'age_band'],
    ['home', 'all', 'home'],
    ['marital', 'all', 'marital'],
    ['age_band × home', 'all', 'age_band × home'],
    ['home', 'large', 'home, large'],
  ])('differences and ratios between groups of %s (%s)', async (attribute, groups, key) => {
    const measured = await measureFixture(plugin, credit, folder);
    const { compared, worst } = attributes[key] as Reference;
    expect(Object.keys(compared)).toHaveLength(12);
    for (const [metric, value] of Object.entries(compared)) {
      const found = read(measured, metric, { attribute, groups });
      if (value === null) expect(found, metric).toMatchObject({ value: null, note: expect.any(String) });
      else expect(Math.abs((found?.value as number) - value), metric).toBeLessThan(1e-12);
    }
    if (groups === 'large') return;
    const gap = read(measured, 'worst_group_gap', { attribute, groups, rate: 'selection_rate' });
    expect(gap?.value).toBeCloseTo(worst.selection_rate as number, 12);
  });

  test('small groups are counted and named', async () => {
    const measured = await measureFixture(plugin, credit, folder);
    expect(read(measured, 'groups', { attribute: 'home' })).toMatchObject({ value: 7, n: 1113 });
    expect(read(measured, 'groups_small', { attribute: 'home' })).toMatchObject({
      value: 2,
      n: 7,
      note: 'fewer than 30 rows: ignore (5), unknown (4)',
    });
    expect(read(measured, 'rows_in_small_groups', { attribute: 'home' })?.value).toBe(9);
    const [bands, homes, pairs] = ['age_band', 'home', 'age_band × home'].map(
      (attribute) => read(measured, 'groups', { attribute })?.value ?? 0,
    ) as [number, number, number];
    const empty = read(measured, 'groups_without_rows', { attribute: 'age_band × home' });
    expect(empty?.value).toBe(bands * homes - pairs);
  });

  test('two runs are equal, and CSV gives the numbers of Parquet', async () => {
    const parquet = await measureFixture(plugin, credit, folder);
    expect(await measureFixture(plugin, credit, folder)).toEqual(parquet);
    // As text, single-precision scores become double; none is so near to the threshold that it matters.
    await writeTable('credit.csv', `FROM '${join(folder, credit.data)}'`);
    const csv = await measureFixture(plugin, { ...credit, data: 'credit.csv' }, folder);
    const counts = (one: typeof csv) =>
      one.measurements.filter(({ metric }) => !/score|calib|worst/.test(metric));
    expect(counts(csv)).toEqual(counts(parquet));
  });
});

describe('known answers', () => {
  const hired = confusion({ black: [12, 0, 28, 0], white: [48, 0, 32, 0] });
  const labels = { attribute: 'g', groups: 'all' };

  // "Questions and Answers to Clarify … the Uniform Guidelines on Employee Selection Procedures" (EEOC, 1979; 44 FR
  // 11996): hiring rates of 60 %, 45 %, 48 % and 51 % give impact ratios of 75 %, 80 % and 85 %.
  test('the impact ratios of the Uniform Guidelines, with the reference group named', async () => {
    const measured = await measure(
      confusion({
        'American Indians': [45, 0, 55, 0],
        Blacks: [51, 0, 49, 0],
        Hispanics: [48, 0, 52, 0],
        whites: [60, 0, 40, 0],
      }),
    );
    const ratios = { 'American Indians': 0.75, Hispanics: 0.8, Blacks: 0.85 };
    for (const [group, value] of Object.entries(ratios))
      expect(read(measured, 'adverse_impact_ratio', { ...labels, group }), group).toMatchObject({
        value: expect.closeTo(value, 15),
        n: 200,
        note: 'reference group: whites',
      });
    expect(read(measured, 'adverse_impact_ratio_min', labels)).toMatchObject({
      value: 0.75,
      note: 'group: American Indians; reference group: whites',
    });
  });

  test('a configured reference group, and predictions of which the negative is favourable', async () => {
    const configured = await measure(hired, { reference: { g: 'black' } });
    expect(read(configured, 'adverse_impact_ratio', { ...labels, group: 'white' })?.value).toBe(2);
    const negative = await measure(hired, { favourable: 'negative' });
    expect(read(negative, 'adverse_impact_ratio', { ...labels, group: 'white' })).toMatchObject({
      value: expect.closeTo(0.4 / 0.7, 15),
      note: 'reference group: black',
    });
    const gap = read(negative, 'worst_group_gap', { ...labels, rate: 'selection_rate' });
    expect(gap).toMatchObject({ value: expect.closeTo(0.6 - 0.5, 15), note: 'group: white' });
    expect(await codeOf(measure(hired, { reference: { g: 'green' } }))).toBe('reference');
    expect(await codeOf(measure(hired, { reference: { h: 'white' } }))).toBe('reference');
  });

  test('the worst group is found on the worse side of each rate', async () => {
    const measured = await measure(confusion({ a: [9, 1, 1, 9], b: [5, 5, 5, 5] }), { min_group: 1 });
    const gap = (rate: string) => read(measured, 'worst_group_gap', { ...labels, rate });
    for (const rate of ['true_positive_rate', 'false_positive_rate', 'precision', 'accuracy'])
      expect(gap(rate), rate).toMatchObject({ value: expect.closeTo(0.2, 12), note: 'group: b' });
  });

  test('calibration: the observed rate against the mean score', async () => {
    const rows = `SELECT (i % 4 = 0)::INTEGER AS y, 0.5 AS s, 'a' AS g FROM range(100) t(i)
      UNION ALL SELECT (i % 2)::INTEGER, 0.5, 'b' FROM range(100) t(i)`;
    const measured = await measure(rows, { score: 's' });
    const of = (metric: string) => read(measured, metric, { attribute: 'g', group: 'a' });
    expect(of('calibration_gap')).toMatchObject({ value: -0.25, n: 100 });
    expect(of('calibration_gap_high')?.value).toBeCloseTo((of('base_rate_high')?.value as number) - 0.5, 15);
    expect(of('calibration_error')?.value).toBe(0.25);
    expect(read(measured, 'calibration_difference', labels)?.value).toBe(0.25);
  });

  test('a class is found however it is written', async () => {
    const expected = (await measure(hired)).measurements;
    const written = ['SELECT y::BOOLEAN AS y, p::DOUBLE AS p, g', 'SELECT y::VARCHAR AS y, (p = 1) AS p, g'];
    for (const select of written)
      expect((await measure(`${select} FROM (${hired})`)).measurements, select).toEqual(expected);
    const words = `SELECT if(y = 1, 'good', 'bad') AS y, if(p = 1, 'good', 'bad') AS p, g FROM (${hired})`;
    expect((await measure(words, { positive: 'good' })).measurements).toEqual(expected);
    const numbers = `SELECT 2 - y AS y, 2 - p AS p, g FROM (${hired})`;
    expect(await codeOf(measure(numbers))).toBe('class-values');
    expect((await measure(numbers, { positive: 1 })).measurements).toEqual(expected);
  });

  test('single-precision scores meet the threshold as in NumPy', async () => {
    const rows = "SELECT i % 2 AS y, 0.7::FLOAT AS s, 'g' || i % 2 AS g FROM range(10) t(i)";
    expect(read(await measure(rows, { score: 's', threshold: 0.7 }), 'selection_rate')?.value).toBe(1);
  });
});

describe('groups', () => {
  test('missing values form a group of their own, NaN among them, and are counted apart', async () => {
    const rows = `SELECT i % 2 AS y, i % 2 AS p,
      CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN 'nan'::DOUBLE ELSE 1.5 END AS g FROM range(100) t(i)`;
    const measured = await measure(rows);
    expect(read(measured, 'missing_share', { attribute: 'g' })).toMatchObject({ value: 0.4, n: 100 });
    expect(read(measured, 'selection_rate', { attribute: 'g', group: '(missing)' })?.n).toBe(40);
    expect(measured.details?.missing).toEqual({ g: { nulls: 20, nans: 20 } });
    expect(measured.details?.groups).toEqual({
      g: { '1.5': expect.anything(), '(missing)': expect.anything() },
    });
  });

  test('small groups stay in the comparison of all, and are left out of that of large ones', async () => {
    const measured = await measure(confusion({ a: [20, 0, 20, 10], b: [15, 0, 15, 20], tiny: [0, 0, 1, 1] }));
    const difference = (groups: string) =>
      read(measured, 'demographic_parity_difference', { attribute: 'g', groups });
    expect(difference('all')).toMatchObject({ value: 0.4, n: 102, note: 'lowest: tiny; highest: a' });
    expect(difference('large')).toMatchObject({ value: expect.closeTo(0.1, 15), n: 100 });
    const one = await measure(confusion({ a: [20, 0, 20, 10], tiny: [0, 0, 1, 1] }));
    expect(read(one, 'demographic_parity_difference', { attribute: 'g', groups: 'large' })).toMatchObject({
      value: null,
      note: 'fewer than two groups have 30 rows',
    });
  });

  test('columns may be called like anything that the queries use', async () => {
    const rows = `SELECT y AS a0, p AS bin, g AS y, g AS score, g AS mask FROM (${confusion({ a: [9, 1, 1, 9], b: [5, 4, 5, 5] })})`;
    const measured = await measure(rows, {
      label: 'a0',
      prediction: 'bin',
      sensitive: ['y', 'score', 'mask'],
    });
    expect(read(measured, 'selection_rate', { attribute: 'y', group: 'b' })).toMatchObject({
      value: 9 / 19,
      n: 19,
    });
    expect(read(measured, 'groups', { attribute: 'y × mask' })?.value).toBe(2);
  });

  test('pairs can be left out', async () => {
    const rows = `SELECT *, 'x' AS h FROM (${confusion({ a: [9, 1, 1, 9], b: [5, 5, 5, 5] })})`;
    const with_ = await measure(rows, { sensitive: ['g', 'h'] });
    expect(read(with_, 'groups', { attribute: 'g × h' })?.value).toBe(2);
    const without = await measure(rows, { sensitive: ['g', 'h'], pairs: false });
    expect(read(without, 'groups', { attribute: 'g × h' })).toBeUndefined();
  });
});

describe('what can not be measured', () => {
  const all = { attribute: 'g', groups: 'all' };

  test('empty denominators are undefined, and so is every comparison with them', async () => {
    const measured = await measure(
      confusion({ a: [20, 10, 5, 20], none: [0, 0, 0, 40], yes: [30, 0, 10, 0] }),
    );
    const of = (metric: string, group: string) => read(measured, metric, { attribute: 'g', group });
    expect(of('true_positive_rate', 'none')).toMatchObject({ value: null, n: 0, note: 'no row is positive' });
    expect(of('true_positive_rate_high', 'none')).toMatchObject({ value: null, n: 0 });
    expect(of('precision', 'none')).toMatchObject({ value: null, note: 'no row is predicted positive' });
    expect(of('false_positive_rate', 'yes')).toMatchObject({ value: null, note: 'no row is negative' });
    for (const metric of ['equal_opportunity', 'equalized_odds', 'predictive_parity'])
      expect(read(measured, `${metric}_difference`, all)?.value, metric).toBe(null);
    expect(read(measured, 'equalized_odds_ratio', all)?.note).toBe(
      'undefined (no row is positive) for none; undefined (no row is negative) for yes',
    );
    expect(read(measured, 'worst_group_gap', { ...all, rate: 'precision' })?.value).toBe(null);
    expect(measured.headline).toMatchObject({ equalized_odds_difference: null });
  });

  test('a ratio of nothing to nothing is undefined, not 1', async () => {
    const measured = await measure(confusion({ a: [0, 0, 20, 20], b: [0, 0, 10, 30] }));
    expect(read(measured, 'demographic_parity_difference', all)?.value).toBe(0);
    expect(read(measured, 'demographic_parity_ratio', all)).toMatchObject({
      value: null,
      note: 'the rate is 0 in every group',
    });
    expect(read(measured, 'adverse_impact_ratio_min', all)?.value).toBe(null);
    expect(read(measured, 'adverse_impact_ratio', { ...all, group: 'b' })?.value).toBe(null);
  });

  test('a single group is compared with nothing', async () => {
    const measured = await measure(confusion({ a: [20, 10, 10, 20] }));
    for (const metric of [
      'demographic_parity_difference',
      'equalized_odds_ratio',
      'adverse_impact_ratio_min',
    ])
      expect(read(measured, metric, all), metric).toMatchObject({
        value: null,
        note: 'there is only one group',
      });
  });

  test('no rows: nothing is examined', async () => {
    const measured = await measure(`FROM (${confusion({ a: [1, 1, 1, 1] })}) WHERE y > 1`);
    expect(measured).toMatchObject({ examined: 0, measurements: [] });
  });

  test.each([
    ['an empty label', 'SELECT NULL AS y, 1 AS p, 1 AS g UNION ALL SELECT 1, 1, 1', {}, 'class-values'],
    ['a NaN label', "SELECT unnest(['nan', '1']::DOUBLE[]) AS y, 1 AS p, 1 AS g", {}, 'class-values'],
    ['three classes', 'SELECT i AS y, 1 AS p, 1 AS g FROM range(3) t(i)', {}, 'class-values'],
    ['many classes', 'SELECT i AS y, 1 AS p, 1 AS g FROM range(300) t(i)', {}, 'class-values'],
    ['other classes', "SELECT 1 AS y, 'yes' AS p, 1 AS g", {}, 'class-values'],
    ['no positive class', 'SELECT 0 AS y, 0 AS p, 1 AS g', { positive: 'yes' }, 'class-values'],
    ['a missing column', 'SELECT 0 AS y, 0 AS p', {}, 'missing-column'],
    ['a list', 'SELECT 0 AS y, 0 AS p, [1] AS g', {}, 'column-type'],
    ['a text as score', "SELECT 0 AS y, '1' AS s, 1 AS g", { score: 's' }, 'column-type'],
    ['a score above 1', 'SELECT 0 AS y, 1.5 AS s, 1 AS g', { score: 's' }, 'score-values'],
    ['an empty score', 'SELECT 0 AS y, NULL::DOUBLE AS s, 1 AS g', { score: 's' }, 'score-values'],
    ['a NaN score', "SELECT 0 AS y, 'nan'::FLOAT AS s, 1 AS g", { score: 's' }, 'score-values'],
    ['keys as groups', 'SELECT 0 AS y, 0 AS p, i AS g FROM range(9999) t(i)', {}, 'too-many-groups'],
    ['the label as group', 'SELECT 0 AS y, 0 AS p', { sensitive: ['y'] }, 'config'],
    ['the label as prediction', 'SELECT 0 AS y, 1 AS g', { prediction: 'y' }, 'config'],
    ['a column twice', 'SELECT 0 AS y, 1 AS p, 1 AS g', { sensitive: ['g', 'g'] }, 'config'],
    ['a threshold of nothing', 'SELECT 0 AS y, 1 AS p, 1 AS g', { threshold: 0.5 }, 'config'],
  ])('%s is an error', async (_, query, config, code) => {
    expect(await codeOf(measure(query, config))).toBe(code);
  });

  test('too many groups in pairs alone are an error', async () => {
    const rows = 'SELECT i % 2 AS y, 1 AS p, i % 40 AS g, i // 40 AS h FROM range(1600) t(i)';
    expect(await codeOf(measure(rows, { sensitive: ['g', 'h'] }))).toBe('too-many-groups');
    expect(await codeOf(measure(rows, { sensitive: ['g', 'h'], pairs: false }))).toBe('measured');
  });

  test('neither prediction nor score is an error, as is a broken file', async () => {
    const { score, threshold, ...neither } = credit;
    expect(await codeOf(measureFixture(plugin, neither, folder))).toBe('config');
    await writeTable('cut.parquet', `FROM '${join(folder, credit.data)}'`);
    truncateSync(join(folder, 'cut.parquet'), 5000);
    writeFileSync(join(folder, 'text.parquet'), 'y,p,g\n1,1,1\n');
    for (const data of ['cut.parquet', 'text.parquet'])
      expect(await codeOf(measureFixture(plugin, { ...credit, data }, folder))).toBe('table-unreadable');
  });
});

test('a million rows are counted in a moment', async () => {
  const rows = `SELECT (hash(i) % 10 < 3)::INTEGER AS y, (hash(i + 1) % 1000)::DOUBLE / 1000 AS s,
    'g' || hash(i + 2) % 5 AS g, hash(i + 3) % 20 AS h FROM range(1000000) t(i)`;
  await writeTable('million.parquet', rows);
  const config = { data: 'million.parquet', label: 'y', score: 's', sensitive: ['g', 'h'] };
  const started = performance.now();
  const measured = await measureFixture(plugin, config, folder);
  expect(measured.examined).toBe(1_000_000);
  expect(performance.now() - started).toBeLessThan(10_000);
});
