import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { codeOf, confusion, folder, measure, read, writeTable } from './tables.ts';

// Models as exporters make them: packages/plugin-kit/test/onnx/make_models.py.
const made = join(import.meta.dirname, '../../../packages/plugin-kit/test/onnx');
cpSync(made, join(folder, 'made'), { recursive: true });

const rows = confusion({ a: [30, 10, 20, 40], b: [20, 5, 25, 50], c: [9, 1, 10, 10] });
const run = (config: Partial<Record<keyof Config, unknown>>) =>
  measureFixture(plugin, { sensitive: ['g'], ...config } as unknown as Config, folder);

describe('decisions without a label', () => {
  const about =
    /^(selection_rate|demographic_parity|adverse_impact|groups|rows_in_small|missing_share|worst_group)/;

  test('have the selection rates and adverse impact that they have with one, and nothing else', async () => {
    const labelled = await measure(rows, { data: 'decided.parquet' });
    const decided = await run({ data: 'decided.parquet', prediction: 'p' });
    const judged = labelled.measurements.filter(
      ({ metric, labels }) => about.test(metric) && (labels.rate ?? 'selection_rate') === 'selection_rate',
    );
    expect(judged.map(({ metric }) => metric)).toContain('adverse_impact_ratio_min');
    expect(decided.measurements).toEqual(judged);
    expect(Object.keys(decided.methods).sort()).toEqual(
      [...new Set(judged.map(({ metric }) => metric))].sort(),
    );
    expect(decided.headline).toEqual({
      rows: 230,
      attributes: 'g',
      demographic_parity_difference: expect.closeTo(0.4 - 0.25, 4),
      adverse_impact_ratio_min: expect.closeTo(0.25 / 0.4, 4),
    });
    expect(decided.details?.groups).toMatchObject({ g: { a: { rows: 100, selected: 40 } } });
  });

  test('may be scores with a threshold', async () => {
    await writeTable('scored.parquet', `SELECT g, p * 0.4 + 0.3 AS s FROM (${rows})`);
    const decided = await run({ data: 'scored.parquet', score: 's', threshold: 0.5 });
    expect(read(decided, 'selection_rate', { attribute: 'g', group: 'a' })?.value).toBe(0.4);
    expect(read(decided, 'mean_score', { attribute: 'g', group: 'a' })?.value).toBeCloseTo(0.46, 12);
    expect(read(decided, 'calibration_error', { attribute: 'g', group: 'a' })).toBe(undefined);
  });

  test('need predictions all the same, and two classes', async () => {
    await writeTable('decided.parquet', rows);
    await writeTable(
      'words.parquet',
      `SELECT g, CASE p WHEN 1 THEN 'hired' ELSE 'rejected' END AS p FROM (${rows})`,
    );
    expect(await codeOf(run({ data: 'decided.parquet' }))).toBe('config');
    expect(await codeOf(run({ data: 'words.parquet', prediction: 'p' }))).toBe('class-values');
    const told = await run({ data: 'words.parquet', prediction: 'p', positive: 'hired' });
    expect(read(told, 'selection_rate', { attribute: 'g', group: 'b' })?.value).toBe(0.25);
  });
});

describe('models as exporters make them', () => {
  const asked = { data: 'people.parquet', sensitive: ['city'], min_group: 1 };

  test('are asked by columns of numbers and texts, and say which class is which', async () => {
    await writeTable('people.parquet', `SELECT * FROM '${join(made, 'rows.json')}'`);
    const columns = ['age', 'income', 'visits', 'city'];
    const measured = await run({ ...asked, label: 'label', model: 'made/columns.onnx', features: columns });
    expect(measured.details?.model).toMatchObject({ zip_map: 'output_probability' });
    expect(read(measured, 'accuracy')?.value).toBeGreaterThan(0.7);
    const forest = { ...asked, model: 'made/words.onnx', features: ['age', 'income'] };
    const words = await run({ ...forest, label: 'word', positive: 'yes' });
    expect(read(words, 'accuracy')?.value).toBeGreaterThan(0.7);
    expect(await codeOf(run({ ...forest, label: 'word', positive: 'yes', classes: ['yes', 'no'] }))).toBe(
      'config',
    );
    expect(await codeOf(run({ ...asked, model: 'made/three.onnx', features: ['age', 'income'] }))).toBe(
      'model-output',
    );
  });

  test('may keep weights beside them, which are declared', async () => {
    const torch = { ...asked, label: 'label', model: 'made/torch.onnx', features: ['age', 'income'] };
    expect(await codeOf(run(torch))).toBe('model-weights');
    expect(await codeOf(run({ ...torch, weights: ['made/torch.onnx.data'] }))).toBe('measured');
  });
});

test('scores that leave [0, 1] by rounding are its ends, and counted', async () => {
  const scores = (low: string) =>
    `SELECT i % 2 AS y, CASE i WHEN 0 THEN ${low} WHEN 1 THEN 1.00000036 ELSE 0.5 END AS s, 'a' AS g FROM range(50) t(i)`;
  const measured = await measure(scores('-3.6e-7'), { score: 's' });
  expect(measured.details?.clipped).toEqual({ scores: 2 });
  expect(read(measured, 'mean_score')?.value).toBeCloseTo((0 + 1 + 48 * 0.5) / 50, 12);
  expect(await codeOf(measure(scores('-2e-6'), { score: 's' }))).toBe('score-values');
});
