import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { codeOf, folder, writeTable } from './tables.ts';

const release = join(import.meta.dirname, '../../../releases/credit-scorer/1.1.0');
cpSync(join(release, 'model/credit-scorer.onnx'), join(folder, 'credit.onnx'));
cpSync(join(release, 'data/holdout.parquet'), join(folder, 'holdout.parquet'));

const features = [
  ...['seniority', 'time', 'expenses', 'income', 'assets', 'debt', 'amount', 'price', 'records_yes'],
  ...['home_owner', 'home_rent', 'home_parents', 'job_fixed', 'job_partime', 'job_freelance'],
];
const common = { label: 'default', threshold: 0.4, sensitive: ['age_band', 'home', 'marital'] };
const asked: Config = { ...common, data: 'holdout.parquet', model: 'credit.onnx', features };
const measureAsked = (config: Partial<Record<keyof Config, unknown>> = {}) =>
  measureFixture(plugin, { ...asked, ...config } as Config, folder);

test('a model that is asked measures what its table of predictions measures', async () => {
  // The table was scored by another runtime of ONNX: make_reference.py.
  const told = await measureFixture(
    plugin,
    { ...common, data: 'credit-predictions.parquet', score: 'probability' },
    folder,
  );
  const measured = await measureAsked();
  expect(measured.examined).toBe(1113);
  expect(measured.measurements).toHaveLength(told.measurements.length);
  measured.measurements.forEach((one, index) => {
    const other = told.measurements[index];
    expect({ ...one, value: null }).toEqual({ ...other, value: null });
    expect(one.value === null).toBe(other?.value === null);
    expect(Math.abs(Number(one.value) - Number(other?.value)), one.metric).toBeLessThan(1e-6);
  });
  expect(measured.details).toMatchObject({
    features,
    model: { input: 'features', input_type: 'float32', output_type: 'float32' },
  });
});

test('text is scored in the order of its rows, over several batches', async () => {
  const rows = `FROM '${join(folder, 'holdout.parquet')}', range(9) ORDER BY range, application_id`;
  await writeTable('many.csv', `SELECT * EXCLUDE (range) ${rows}`);
  const [once, many] = [await measureAsked(), await measureAsked({ data: 'many.csv' })];
  expect(many.examined).toBe(9 * 1113);
  const rates = (measured: typeof once) =>
    measured.measurements
      .filter(({ metric }) => /^(selection_rate|true_positive_rate|precision)$/.test(metric))
      .map(({ metric, labels, value }) => [metric, labels, value]);
  expect(rates(many)).toEqual(rates(once));
});

test.each<[string, string, Parameters<typeof measureAsked>[0]]>([
  ['fewer features than the model takes', 'model-input', { features: features.slice(1) }],
  ['a feature that is not there', 'missing-column', { features: [...features.slice(1), 'shoe_size'] }],
  ['a feature that is no number', 'column-type', { features: [...features.slice(1), 'home'] }],
  ['a group that is not there', 'missing-column', { sensitive: ['shoe_size'] }],
  ['no features', 'config', { features: undefined }],
  ['the label as a feature', 'config', { features: [...features.slice(1), 'default'] }],
  ['told and asked', 'config', { score: 'income' }],
  ['an output for each class, of a model that gives one', 'model-output', { classes: [0, 1] }],
  ['classes of which none is positive', 'config', { classes: ['no', 'yes'] }],
  ['a model that is none', 'model-unreadable', { model: 'holdout.parquet' }],
  ['features without a model', 'config', { model: undefined, score: 'income' }],
  ['features that are empty in some rows', 'feature-values', { data: 'holes.parquet' }],
  ['no rows', 'measured', { data: 'none.parquet' }],
])('%s', async (_, code, config) => {
  const all = `FROM '${join(folder, 'holdout.parquet')}'`;
  await writeTable('holes.parquet', `SELECT * REPLACE (nullif(income, 125.0) AS income) ${all}`);
  await writeTable('none.parquet', `SELECT * ${all} LIMIT 0`);
  expect(await codeOf(measureAsked(config))).toBe(code);
});
