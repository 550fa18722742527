import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { folder, writeTable } from './tables.ts';

// Models as exporters make them, with what their libraries say of the rows: packages/plugin-kit/test/onnx/make_models.py.
const made = join(import.meta.dirname, '../../../packages/plugin-kit/test/onnx');
const { probabilities } = JSON.parse(readFileSync(join(made, 'expected.json'), 'utf8'));
const rows: Record<string, number | string>[] = JSON.parse(readFileSync(join(made, 'rows.json'), 'utf8'));

beforeAll(async () => {
  cpSync(made, join(folder, 'made'), { recursive: true });
  await writeTable('rows.parquet', `SELECT * FROM '${join(made, 'rows.json')}'`);
});

type Loose = Partial<Record<keyof Config, unknown>>;
const measure = (config: Loose) =>
  measureFixture(
    plugin,
    { data: 'rows.parquet', label: 'label', features: ['age', 'income'], ...config } as unknown as Config,
    folder,
  );
const codeOf = (config: Loose) =>
  measure(config).then(
    () => 'measured',
    (error: { code: string }) => error.code,
  );
const value = ({ measurements }: Measured, metric: string) =>
  measurements.find((one) => one.metric === metric)?.value as number;

/** The mean squared error of the library's own probabilities of the positive class. */
function brierOf(name: string): number {
  const errors = rows.map((row, index) => {
    const said = probabilities[name][index];
    return (said[said.length - 1] - Number(row.label)) ** 2;
  });
  return errors.reduce((sum, one) => sum + one, 0) / errors.length;
}

describe('models as exporters make them need no more than their name', () => {
  const columns = ['age', 'income', 'visits', 'city'];
  test.each<[string, Loose]>([
    ['forest', {}],
    ['forest', { classes: [0, 1] }],
    ['words', { label: 'word', positive: 'yes' }],
    ['lightgbm', {}],
    ['columns', { features: columns }],
    ['texts', { features: ['city', 'visits'] }],
    ['wholes', { features: ['visits', 'age'] }],
    ['half', {}],
    ['batch', {}],
    ['torch', { weights: ['made/torch.onnx.data'] }],
  ])('%s %o', async (name, config) => {
    const measured = await measure({ model: `made/${name}.onnx`, ...config });
    expect(Math.abs(value(measured, 'brier') - brierOf(name))).toBeLessThan(name === 'half' ? 2e-3 : 1e-6);
    expect(value(measured, 'latency_ms_p50')).toBeGreaterThan(0);
  });

  test('the evidence says what was read past, and what belongs to the model', async () => {
    const zipped = await measure({ model: 'made/forest.onnx', baseline: 'made/lightgbm.onnx' });
    expect(zipped.details?.models).toMatchObject({
      candidate: { output: 'probabilities', zip_map: 'output_probability' },
      baseline: { output_type: 'float32' },
    });
    const outside = await measure({ model: 'made/torch.onnx', weights: ['made/torch.onnx.data'] });
    expect(outside.details?.models).toMatchObject({ candidate: { external_data: ['torch.onnx.data'] } });
    expect(value(outside, 'model_size_bytes')).toBe(
      ['torch.onnx', 'torch.onnx.data'].reduce((sum, one) => sum + readFileSync(join(made, one)).length, 0),
    );
  });

  test('several classes are taken in the order that the model says', async () => {
    const three = { task: 'multiclass', model: 'made/three.onnx', label: 'kind' } as const;
    const measured = await measure({ ...three, classes: ['high', 'low', 'middle'] });
    const names = ['high', 'low', 'middle'];
    const hits = rows.filter((row, index) => {
      const said: number[] = probabilities.three[index];
      return names[said.indexOf(Math.max(...said))] === row.kind;
    });
    expect(value(measured, 'accuracy')).toBe(hits.length / rows.length);
    expect(await codeOf({ ...three, classes: ['low', 'middle', 'high'] })).toBe('config');
  });

  test.each<[string, Loose, string]>([
    [
      'classes in another order than the model says',
      { model: 'made/forest.onnx', classes: [1, 0] },
      'config',
    ],
    ['a positive class that the model does not know', { model: 'made/words.onnx' }, 'config'],
    [
      'a model of classes for a regression',
      { model: 'made/forest.onnx', task: 'regression' },
      'model-output',
    ],
    ['both classes without a word which is which', { model: 'made/forest-tensor.onnx' }, 'model-output'],
    ['texts for a model of numbers', { model: 'made/forest.onnx', features: ['age', 'city'] }, 'column-type'],
    ['weights that nobody declared', { model: 'made/torch.onnx' }, 'model-weights'],
    [
      'weights of no model',
      { score: 'income', features: undefined, weights: ['made/torch.onnx.data'] },
      'config',
    ],
  ])('%s is refused', async (_, config, code) => {
    expect(await codeOf(config)).toBe(code);
  });
});

describe('scores that leave [0, 1] by rounding', () => {
  const forest = { data: 'forest.parquet', label: 'y', features: ['a', 'b', 'c'], model: 'forest.onnx' };

  test('of a random forest are its ends, and counted', async () => {
    const measured = await measure({ ...forest, output: 'probabilities', classes: [0, 1] });
    const models = measured.details?.models as Record<string, { clipped: Record<string, number> }>;
    const clipped = models.candidate?.clipped ?? {};

    expect(clipped.scores).toBeGreaterThan(0);
    expect(clipped.farthest).toBeLessThan(1e-6);
    expect(value(measured, 'accuracy')).toBeGreaterThan(0.9);
  });

  test('of a table too, and farther out they are no probabilities', async () => {
    const table = (score: number) =>
      `SELECT i % 2 AS y, CASE WHEN i = 3 THEN ${score} ELSE 0.5 END AS p FROM range(60) t(i)`;
    const told = { data: 'told.parquet', label: 'y', score: 'p', features: undefined };
    await writeTable('told.parquet', table(1.000_000_36));
    const measured = await measure(told);
    expect(measured.details?.models).toMatchObject({ candidate: { clipped: { scores: 1 } } });
    await writeTable('told.parquet', table(1.000_01));
    expect(await codeOf(told)).toBe('score-range');
  });
});
