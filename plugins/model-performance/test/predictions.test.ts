import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { folder, writeTable } from './tables.ts';

interface Comparison {
  low: number;
  high: number;
  p: number;
  mde: number;
}
interface Reference {
  intervals: Record<string, [number, number]>;
  comparisons: Record<string, Comparison>;
}
// Made by make_reference.py: scikit-learn 1.9.1, SciPy 1.17.1, NumPy 2.4.6.
const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'));

const measure = (config: Config) => measureFixture(plugin, config, folder);
const codeOf = (config: Config) =>
  measure(config).then(
    () => 'measured',
    (error: { code: string }) => error.code,
  );

/** The measurement that `name` means: `f1`, `f1 average macro`, `recall class barolo`. */
function read({ measurements }: Measured, name: string, model = 'candidate') {
  const [metric, label, value] = name.split(' ') as [string, string?, string?];
  const labels = { model, ...(label === undefined ? {} : { [label]: value }) };
  return measurements.find(
    (one) => one.metric === metric && JSON.stringify(one.labels) === JSON.stringify(labels),
  );
}

const suffixed = (name: string, suffix: string) => name.replace(/^\w+/, (metric) => `${metric}_${suffix}`);

function expectClose(measured: Measured, name: string, wanted: number, model = 'candidate') {
  const found = read(measured, name, model)?.value ?? Number.NaN;
  expect(Math.abs(found - wanted) / Math.max(1, Math.abs(wanted)), `${model} ${name}: ${found}`).toBeLessThan(
    1e-9,
  );
}

function expectIntervals(measured: Measured, { intervals, comparisons }: Reference) {
  for (const [name, [low, high]] of Object.entries(intervals)) {
    expectClose(measured, suffixed(name, 'low'), low);
    expectClose(measured, suffixed(name, 'high'), high);
  }
  for (const [name, { low, high, p, mde }] of Object.entries(comparisons)) {
    expectClose(measured, suffixed(name, 'difference_low'), low);
    expectClose(measured, suffixed(name, 'difference_high'), high);
    expectClose(measured, suffixed(name, 'mde'), mde);
    const found = read(measured, suffixed(name, 'difference_p'))?.value as number;
    expect(Math.abs(found - p) / p, `p of ${name}: ${found}`).toBeLessThan(1e-6);
    const [a, b] = ['candidate', 'baseline'].map((model) => read(measured, name, model)?.value as number);
    expectClose(measured, suffixed(name, 'difference'), (a as number) - (b as number));
  }
}

const wine: Config = {
  task: 'multiclass',
  data: 'wine-candidate.parquet',
  baseline: 'wine-baseline.parquet',
  key: 'bottle',
  label: 'kind',
  scores: ['p_barbera', 'p_barolo', 'p_grignolino'],
  classes: ['barbera', 'barolo', 'grignolino'],
};
const diabetes: Config = {
  task: 'regression',
  data: 'diabetes-candidate.parquet',
  baseline: 'diabetes-baseline.parquet',
  label: 'progression',
  prediction: 'predicted',
};

describe('equal to scikit-learn, SciPy and NumPy', () => {
  test('several classes: every metric and average, of tables paired by a key', async () => {
    const measured = await measure(wine);
    expect(measured.examined).toBe(178);
    for (const [model, key] of [
      ['candidate', 'wine-candidate'],
      ['baseline', 'wine-baseline'],
    ] as const) {
      const expected = Object.entries(reference.wine[key] as Record<string, number>);
      expect(expected).toHaveLength(28);
      for (const [name, value] of expected) {
        const named = name.replace(/class (\d)$/, (_, index) => `class ${wine.classes?.[Number(index)]}`);
        expectClose(measured, named, value, model);
      }
    }
    expectIntervals(measured, reference.wine);
  });

  test('values: every metric, its interval and its comparison', async () => {
    const measured = await measure(diabetes);
    expect(measured.examined).toBe(442);
    for (const model of ['candidate', 'baseline'])
      for (const [name, value] of Object.entries(reference.diabetes[model] as Record<string, number>))
        expectClose(measured, name, value, model);
    expectIntervals(measured, reference.diabetes);
    expect(Object.keys(measured.headline ?? {})).toEqual(
      ['mae', 'rmse', 'r2'].flatMap((one) => [one]).concat(['baseline_mae', 'baseline_rmse', 'baseline_r2']),
    );
  });

  test('two classes: intervals and paired comparisons, resample by resample those of NumPy', async () => {
    const { labels, scores } = reference.tied as { labels: number[]; scores: number[] };
    const rows = labels.map(
      (y, row) => `(${row}, ${y}, ${scores[row]}::DOUBLE, ${reference.pair.scores[row]}::DOUBLE)`,
    );
    const table = `(VALUES ${rows.join(', ')}) t(id, y, a, b) ORDER BY id`;
    await writeTable('a.parquet', `SELECT y, a::FLOAT AS score FROM ${table}`);
    await writeTable('b.parquet', `SELECT y, b::FLOAT AS score FROM ${table}`);
    const measured = await measure({ data: 'a.parquet', baseline: 'b.parquet', label: 'y', score: 'score' });
    expect(Object.keys(reference.pair.comparisons)).toHaveLength(10);
    expectIntervals(measured, reference.pair);
  });
});

describe('what evidence says', () => {
  test('every number has its method, and intervals theirs', async () => {
    const { methods, measurements } = await measure(wine);
    const metrics = new Set(measurements.map(({ metric }) => metric));
    expect(Object.keys(methods).sort()).toEqual([...metrics].sort());
    expect(methods.accuracy_low?.parameters).toEqual({ interval: 'Wilson score interval', confidence: 0.95 });
    expect(methods.log_loss_mde?.parameters).toEqual({
      test: 'paired Student t',
      confidence: 0.95,
      alpha: 0.05,
      power: 0.8,
    });
    expect(methods.f1_difference_p?.parameters).toMatchObject({ resamples: 1000, seed: 2026 });
    expect(methods.recall_low?.parameters).toMatchObject({
      interval: 'percentile bootstrap or Wilson score interval',
    });
  });

  test('two runs are equal', async () => {
    expect(await measure(wine)).toEqual(await measure(wine));
  });

  test('a higher power and confidence ask for more', async () => {
    const usual = await measure(diabetes);
    const strict = await measure({ ...diabetes, power: 0.95, confidence: 0.99 });
    const ratio = (read(strict, 'mae_mde')?.value as number) / (read(usual, 'mae_mde')?.value as number);
    // (2.5758 + 1.6449) / (1.9600 + 0.8416), from any table of the normal distribution.
    expect(ratio).toBeCloseTo((2.5758 + 1.6449) / (1.96 + 0.8416), 4);
  });

  test('candidates in a table of their own, in CSV, paired row by row or by key', async () => {
    await writeTable(
      'truth.csv',
      `SELECT progression, row_number() OVER () AS id FROM '${folder}/diabetes-candidate.parquet'`,
    );
    await writeTable(
      'said.csv',
      `SELECT predicted, row_number() OVER () AS id FROM '${folder}/diabetes-candidate.parquet'`,
    );
    await writeTable('other.csv', `FROM '${folder}/said.csv' ORDER BY id % 7, id`);
    const alone: Config = { ...diabetes, data: 'truth.csv', predictions: 'said.csv' };
    delete alone.baseline;
    const byRow = await measure(alone);
    const byKey = await measure({ ...alone, predictions: 'other.csv', key: 'id' });
    for (const one of [byRow, byKey]) expectClose(one, 'rmse', reference.diabetes.candidate.rmse);
    expect(byRow.measurements.filter(({ metric }) => /difference|mde/.test(metric))).toEqual([]);
  });

  test('a predicted class without scores: what needs scores is not there', async () => {
    await writeTable(
      'said.parquet',
      "SELECT if(i % 3 = 0, 'bad', 'good') AS y, if(i % 4 = 0, 'bad', 'good') AS p FROM range(24) t(i)",
    );
    const measured = await measure({ data: 'said.parquet', label: 'y', prediction: 'p', positive: 'bad' });
    // Of 24: 8 are bad, 6 are predicted so, 2 are both.
    expect(read(measured, 'recall')).toMatchObject({ value: 0.25, n: 8 });
    expect(read(measured, 'precision')).toMatchObject({ value: expect.closeTo(1 / 3, 12), n: 6 });
    expect(read(measured, 'auc')).toBeUndefined();
  });
});

describe('what is undefined says why', () => {
  test('a single class, and nothing predicted positive', async () => {
    await writeTable('single.parquet', 'SELECT 0 AS y, 0.1 * i AS s FROM range(4) t(i)');
    const measured = await measure({ data: 'single.parquet', label: 'y', score: 's' });
    for (const metric of ['auc', 'average_precision', 'balanced_accuracy', 'f1', 'precision', 'recall'])
      for (const name of [metric, `${metric}_low`])
        expect(read(measured, name), name).toMatchObject({ value: null, note: expect.stringMatching(/\w/) });
    expect(read(measured, 'accuracy')).toMatchObject({ value: 1, n: 4 });
  });

  test('one row: numbers, and intervals only where one row has a spread', async () => {
    await writeTable('one.parquet', 'SELECT 1 AS y, 0.75 AS s');
    const measured = await measure({ data: 'one.parquet', label: 'y', score: 's' });
    expect(read(measured, 'brier')).toMatchObject({ value: 0.0625, n: 1 });
    // Where all rows are positive, every order of them is the best one.
    expect(read(measured, 'average_precision')).toMatchObject({
      value: null,
      note: expect.stringContaining('only one class'),
    });
    expect(read(measured, 'brier_low')).toMatchObject({ value: null, note: 'there is only one row' });
    expect(read(measured, 'ece_low')).toMatchObject({
      value: null,
      note: 'there is only one row',
    });
    expect(read(measured, 'accuracy_low')?.value).toBeCloseTo(0.2065, 4);
  });

  test('no rows: nothing examined', async () => {
    await writeTable('none.parquet', 'SELECT 1 AS y, 0.5 AS s WHERE false');
    expect(await measure({ data: 'none.parquet', label: 'y', score: 's' })).toMatchObject({
      examined: 0,
      measurements: [],
    });
  });

  test('classes told apart without fault have no interval of AUC, and models that agree no p of it', async () => {
    await writeTable('apart.parquet', 'SELECT i % 2 AS y, 0.9 * (i % 2) AS s FROM range(10) t(i)');
    await writeTable('again.parquet', 'SELECT i % 2 AS y, 0.8 * (i % 2) AS s FROM range(10) t(i)');
    const measured = await measure({
      data: 'apart.parquet',
      baseline: 'again.parquet',
      label: 'y',
      score: 's',
    });
    expect(read(measured, 'auc')?.value).toBe(1);
    for (const name of ['auc_low', 'auc_high', 'auc_difference_p', 'auc_mde', 'f1_mde'])
      expect(read(measured, name), name).toMatchObject({ value: null, note: expect.stringMatching(/\w/) });
    // Of ten rows on which both agree, the true shares may still differ by much.
    expect(read(measured, 'accuracy_difference')).toMatchObject({ value: 0, n: 10 });
    expect(read(measured, 'accuracy_mde')?.value).toBeGreaterThan(0.3);
    expect(read(measured, 'accuracy_difference_p')?.value).toBe(1);
  });

  test('MAPE with a true value of zero, R² of a constant', async () => {
    await writeTable('zero.parquet', 'SELECT 0.1 * (i % 2) AS y, 0.2 AS p FROM range(10) t(i)');
    await writeTable('same.parquet', 'SELECT 0.1 AS y, 0.1 * i AS p FROM range(10) t(i)');
    const of = (data: string) => measure({ task: 'regression', data, label: 'y', prediction: 'p' });
    expect(read(await of('zero.parquet'), 'mape')).toMatchObject({
      value: null,
      note: 'the true value is 0 in 5 rows',
    });
    expect(read(await of('same.parquet'), 'r2')).toMatchObject({
      value: null,
      note: expect.stringMatching(/same/),
    });
  });

  test('a class that is never predicted, or never true', async () => {
    const rows = "(VALUES ('a', 'a'), ('b', 'a'), ('b', 'b'), ('c', 'b')) t(y, p)";
    await writeTable('rare.parquet', `SELECT * FROM ${rows}`);
    await writeTable('absent.parquet', `SELECT p AS y, y AS p FROM ${rows}`);
    const of = (data: string) => measure({ task: 'multiclass', data, label: 'y', prediction: 'p' });
    const rare = await of('rare.parquet');
    expect(read(rare, 'precision average macro')).toMatchObject({ value: null, note: 'undefined for c' });
    expect(read(rare, 'precision class c')).toMatchObject({ value: null, n: 0 });
    expect(read(rare, 'recall class c')).toMatchObject({ value: 0, n: 1 });
    const absent = await of('absent.parquet');
    expect(read(absent, 'recall average macro')).toMatchObject({ value: null, note: 'undefined for c' });
    expect(read(absent, 'recall average weighted')?.value).toBe(0.5);
    expect(read(absent, 'balanced_accuracy')).toMatchObject({
      value: 0.5,
      note: 'classes that are predicted and never true: c',
    });
  });
});

describe('what can not be measured is an error', () => {
  const scored = { data: 'wrong.parquet', label: 'y', score: 's' };
  test.each<[string, string, string, Partial<Config>?]>([
    ['score-values', 'a NaN score', "SELECT 1 AS y, 'nan'::DOUBLE AS s"],
    ['score-values', 'an empty score', 'SELECT 1 AS y, NULL::DOUBLE AS s'],
    ['score-range', 'a score above 1', 'SELECT 1 AS y, 1.5 AS s'],
    ['score-range', 'a score below 0', 'SELECT 1 AS y, -0.1 AS s'],
    ['missing-column', 'no such column', 'SELECT 1 AS y, 1 AS other'],
    ['column-type', 'a score as text', "SELECT 1 AS y, '0.5' AS s"],
    ['label-values', 'an empty label', 'SELECT NULL::INTEGER AS y, 0.5 AS s'],
    ['label-values', 'a predicted class that is no class', "SELECT 1 AS y, 'x' AS p", { prediction: 'p' }],
    ['label-values', 'values where classes are', 'SELECT i / 7 AS y, 0.5 AS s FROM range(300) t(i)'],
    [
      'config',
      'a threshold that decides nothing',
      'SELECT 1 AS y, 1 AS p',
      { prediction: 'p', threshold: 0.4 },
    ],
    ['config', 'nothing that is predicted', 'SELECT 1 AS y', { score: undefined as never }],
    ['config', 'the label as its own prediction', 'SELECT 1 AS y', { score: 'y' }],
    ['config', 'a key without a second table', 'SELECT 1 AS y, 0.5 AS s', { key: 'y' }],
    ['config', 'features without a model', 'SELECT 1 AS y, 0.5 AS s', { features: ['s'] }],
    ['same-file', 'itself as the baseline', 'SELECT 1 AS y, 0.5 AS s', { baseline: 'wrong.parquet' }],
  ])('%s: %s', async (code, _, query, changes = {}) => {
    await writeTable('wrong.parquet', query);
    const config: Config = { ...scored, ...changes };
    if (changes.prediction !== undefined || changes.score === undefined) {
      if (changes.prediction !== undefined || 'score' in changes) delete config.score;
    }
    expect(await codeOf(config)).toBe(code);
  });

  test.each([
    ['prediction-values', 'a NaN value', "SELECT 1.5 AS y, 'nan'::DOUBLE AS p"],
    ['label-values', 'an infinite truth', "SELECT 'inf'::DOUBLE AS y, 1.5 AS p"],
    ['column-type', 'text as values', "SELECT 'a' AS y, 1.5 AS p"],
  ])('%s: %s', async (code, _, query) => {
    await writeTable('wrong.parquet', query);
    expect(await codeOf({ task: 'regression', data: 'wrong.parquet', label: 'y', prediction: 'p' })).toBe(
      code,
    );
  });

  test.each([
    ['score-range', 'scores that do not sum to 1', "SELECT 'a' AS y, 0.5 AS a, 0.3 AS b", {}],
    ['label-values', 'a class that is not listed', "SELECT 'c' AS y, 0.5 AS a, 0.5 AS b", {}],
    ['config', 'scores without classes', "SELECT 'a' AS y, 0.5 AS a, 0.5 AS b", { classes: ['a', 'b', 'c'] }],
    ['config', 'a class twice', "SELECT 'a' AS y, 0.5 AS a, 0.5 AS b", { classes: ['a', 'a'] }],
  ])('%s: %s', async (code, _, query, changes) => {
    await writeTable('wrong.parquet', query);
    const config: Config = {
      task: 'multiclass',
      data: 'wrong.parquet',
      label: 'y',
      scores: ['a', 'b'],
      classes: ['a', 'b'],
    };
    expect(await codeOf({ ...config, ...changes })).toBe(code);
  });

  test.each([
    ['another number of rows', 'SELECT i AS id, i % 2 AS y, 0.5 AS s FROM range(9) t(i)', {}],
    ['labels in another order', 'SELECT i AS id, (i + 1) % 2 AS y, 0.5 AS s FROM range(10) t(i)', {}],
    ['other keys', 'SELECT i + 1 AS id, 0.5 AS s FROM range(10) t(i)', { key: 'id' }],
    ['a key that repeats', 'SELECT i // 2 AS id, 0.5 AS s FROM range(10) t(i)', { key: 'id' }],
    ['an empty key', 'SELECT nullif(i, 3) AS id, 0.5 AS s FROM range(10) t(i)', { key: 'id' }],
  ])('pairing: %s', async (_, query, changes) => {
    await writeTable('rows.parquet', 'SELECT i AS id, i % 2 AS y, 0.5 AS s FROM range(10) t(i)');
    await writeTable('wrong.parquet', query);
    const config = { data: 'rows.parquet', baseline: 'wrong.parquet', label: 'y', score: 's', ...changes };
    expect(await codeOf(config)).toBe('pairing');
  });

  test('a table that is none', async () => {
    writeFileSync(join(folder, 'cut.csv'), 'y,s\n1,0.5\n"');
    writeFileSync(join(folder, 'rows.xlsx'), 'y,s\n1,0.5\n');
    expect(await codeOf({ data: 'cut.csv', label: 'y', score: 's' })).not.toBe('measured');
    expect(await codeOf({ data: 'rows.xlsx', label: 'y', score: 's' })).toBe('unknown-format');
  });
});
