import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import { codeOf, folder, measure, writeTable } from './tables.ts';

const readJson = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'));
const reference = readJson('reference.json');
const configs = readJson('fixtures/configs.json');

const read = ({ measurements }: Measured, metric: string, model = 'candidate') =>
  measurements.find((one) => one.metric === metric && one.labels.model === model);
const withoutTimes = ({ measurements, ...rest }: Measured) => ({
  ...rest,
  measurements: measurements.filter(({ metric }) => !/^latency|^rows_per/.test(metric)),
});

function expectReference(measured: Measured, role: string, name: string) {
  for (const [metric, value] of Object.entries(reference[name] as Record<string, number>)) {
    // Two runtimes differ in the last bits of a float32 score; counts and ranks do not.
    const digits = /log_loss|brier|ece/.test(metric) ? 6 : 12;
    expect(read(measured, metric, role)?.value, `${name} ${metric}`).toBeCloseTo(value, digits);
  }
}

describe('real models', () => {
  const credit = { data: 'credit-holdout.parquet', ...configs.credit };
  const models = { model: 'credit-scorer-1.1.0.onnx', baseline: 'credit-scorer-1.0.0.onnx' };

  test('the credit scorer and its baseline have the numbers of scikit-learn', async () => {
    const measured = await measure({ ...models, ...credit });
    expect(measured.examined).toBe(1113);
    expectReference(measured, 'candidate', 'credit-scorer-1.1.0');
    expectReference(measured, 'baseline', 'credit-scorer-1.0.0');
    expect(read(measured, 'precision')?.n).toBe(239);
    expect(read(measured, 'model_size_bytes')?.value).toBe(53021);
    expect(read(measured, 'auc_difference')?.value).toBeCloseTo(
      reference['credit-scorer-1.1.0'].auc - reference['credit-scorer-1.0.0'].auc,
      12,
    );
    // Bounds of 0.005 on a drop are finer than 1,113 rows can tell.
    expect(read(measured, 'auc_mde')).toMatchObject({ value: expect.closeTo(0.0222, 4), n: 1113 });
    expect(read(measured, 'latency_ms_p95')).toEqual({
      metric: 'latency_ms_p95',
      labels: { model: 'candidate' },
      value: expect.any(Number),
      n: 300,
    });
  });

  test('the tumour model has the numbers of scikit-learn', async () => {
    const data = 'wdbc-holdout.parquet';
    const measured = await measure({ model: 'tumour-triage-1.0.0.onnx', data, ...configs.wdbc });
    expectReference(measured, 'candidate', 'tumour-triage-1.0.0');
    expect(measured.headline).toEqual({
      accuracy: 0.9737,
      auc: 0.9905,
      f1: 0.9639,
      log_loss: 0.1033,
      brier: 0.0265,
      ece: 0.0234,
    });
  });

  test('two runs differ in times only', async () => {
    const [first, second] = [
      await measure({ ...models, ...credit }),
      await measure({ ...models, ...credit }),
    ];
    expect(withoutTimes(first)).toEqual(withoutTimes(second));
  });

  test('a model that guesses at random is measured, not refused', async () => {
    await writeTable('bad.parquet', 'SELECT i % 2 AS y, 0.0 AS a, 0.0 AS b FROM range(100) t(i)');
    const measured = await measure({ data: 'bad.parquet' });
    expect(read(measured, 'auc')?.value).toBe(0.5);
    expect(read(measured, 'accuracy')?.value).toBe(0.5);
  });
});

describe('tables', () => {
  // More than one batch and one chunk: rows must stay beside their labels.
  test('a table of many batches is scored in the order of its rows', async () => {
    await writeTable(
      'long.parquet',
      'SELECT (i % 7 < 3) AS y, (i % 7)::FLOAT AS a, 3 AS b FROM range(12000) t(i)',
    );
    const measured = await measure({ data: 'long.parquet', positive: true });
    // The score falls as `b` rises and rises with `a`; positives have the smaller `a`.
    expect(measured.examined).toBe(12000);
    expect(read(measured, 'auc')?.value).toBe(0);
    expect(measured.details?.label).toMatchObject({ positives: 5144 });
  });

  test.each([
    ['text', "CASE WHEN i % 2 = 0 THEN 'bad' ELSE 'good' END", 'bad'],
    ['boolean with 1 as the positive value', 'i % 2 = 0', 1],
    ['decimal', '(i % 2)::DECIMAL(4, 2)', 0],
    ['double', '(i % 2)::DOUBLE', 0],
    ['1 and 2, when it is said which is positive', '1 + i % 2', 1],
  ])('labels can be %s', async (_, label, positive) => {
    await writeTable('labels.parquet', `SELECT ${label} AS y, 1 - i % 2 AS a, 0 AS b FROM range(10) t(i)`);
    const measured = await measure({ data: 'labels.parquet', positive });
    expect(read(measured, 'auc')?.value).toBe(1);
  });

  test('a single class leaves AUC undefined and the rest measured', async () => {
    await writeTable('single.parquet', 'SELECT 0 AS y, i AS a, 5 AS b FROM range(10) t(i)');
    const measured = await measure({ data: 'single.parquet' });
    expect(read(measured, 'auc')).toMatchObject({
      value: null,
      note: expect.stringContaining('only one class'),
    });
    expect(read(measured, 'recall')).toMatchObject({ value: null, n: 0, note: expect.any(String) });
    expect(read(measured, 'accuracy')?.value).toBe(0.5);
    expect(read(measured, 'log_loss')?.value).toEqual(expect.any(Number));
  });

  test('a single row is measured', async () => {
    await writeTable('one.parquet', 'SELECT 1 AS y, 1 AS a, 0 AS b');
    const measured = await measure({ data: 'one.parquet' });
    expect(read(measured, 'brier')?.n).toBe(1);
  });

  test('no rows: nothing examined, nothing measured', async () => {
    await writeTable('empty.parquet', 'SELECT 1 AS y, 1 AS a, 0 AS b WHERE false');
    expect(await measure({ data: 'empty.parquet' })).toMatchObject({ examined: 0, measurements: [] });
  });

  test.each([
    ['label-values', 'an empty label', 'SELECT NULL::INTEGER AS y, 1 AS a, 2 AS b UNION ALL SELECT 1, 1, 1'],
    ['label-values', 'a NaN label', "SELECT 'nan'::DOUBLE AS y, 1 AS a, 2 AS b UNION ALL SELECT 1, 1, 1"],
    ['label-values', 'three labels', 'SELECT i AS y, 1 AS a, 2 AS b FROM range(3) t(i)'],
    ['label-values', 'labels of 1 and 2', 'SELECT 1 + i AS y, 1 AS a, 2 AS b FROM range(2) t(i)'],
    ['label-values', 'labels of 1 and -1', 'SELECT 1 - 2 * i AS y, 1 AS a, 2 AS b FROM range(2) t(i)'],
    ['label-values', 'labels of 1 and 0.5', 'SELECT 1 - i / 2 AS y, 1 AS a, 2 AS b FROM range(2) t(i)'],
    ['label-values', 'a constant that is no class', 'SELECT 5 AS y, 1 AS a, 2 AS b FROM range(9)'],
    ['label-values', 'no positive label', 'SELECT 5 + i AS y, 1 AS a, 2 AS b FROM range(2) t(i)'],
    ['label-values', 'one text where 1 is positive', "SELECT 'bad' AS y, 1 AS a, 2 AS b"],
    ['feature-values', 'an empty feature', 'SELECT 1 AS y, NULL::FLOAT AS a, 2 AS b'],
    ['feature-values', 'a NaN feature', "SELECT 1 AS y, 'nan'::DOUBLE AS a, 2 AS b"],
    ['feature-values', 'a number beyond float32', 'SELECT 1 AS y, 1e300 AS a, 2 AS b'],
    ['missing-column', 'a missing column', 'SELECT 1 AS y, 1 AS a'],
    ['column-type', 'a text as a feature', "SELECT 1 AS y, 'x' AS a, 2 AS b"],
  ])('%s for %s', async (code, _, query) => {
    await writeTable('wrong.parquet', query);
    expect(await codeOf({ data: 'wrong.parquet' })).toBe(code);
  });

  test('feature-values counts what is wrong by column', async () => {
    const rows = "VALUES (1, NULL, 0), (0, 'nan', 0), (0, 'inf', 1), (1, '1', 1)";
    await writeTable('wrong.parquet', `SELECT y, a::DOUBLE AS a, b FROM (${rows}) t(y, a, b)`);
    await expect(measure({ data: 'wrong.parquet' })).rejects.toThrow('a (1 empty, 1 NaN, 1 infinite)');
  });

  test('a truncated or mislabelled Parquet file is an error that names no folder', async () => {
    await writeTable('cut.parquet', 'SELECT i % 2 AS y, i AS a, i AS b FROM range(1000) t(i)');
    truncateSync(join(folder, 'cut.parquet'), 1500);
    writeFileSync(join(folder, 'text.parquet'), 'y,a,b\n1,2,3\n');
    writeFileSync(join(folder, 'nothing.parquet'), '');
    for (const data of ['cut.parquet', 'text.parquet', 'nothing.parquet'])
      expect(await codeOf({ data })).toBe('table-unreadable');
    await expect(measure({ data: 'text.parquet' })).rejects.not.toThrow(folder);
  });

  test('a name with wildcards means that file only', async () => {
    await writeTable('x[1]*?.parquet', 'SELECT i % 2 AS y, i AS a, i AS b FROM range(4) t(i)');
    await writeTable('x1yz.parquet', 'SELECT i % 2 AS y, i AS a, i AS b FROM range(8) t(i)');
    expect((await measure({ data: 'x[1]*?.parquet' })).examined).toBe(4);
  });

  test('a model that is its own baseline is refused', async () => {
    expect(await codeOf({ model: 'credit-scorer-1.1.0.onnx', baseline: 'credit-scorer-1.1.0.onnx' })).toBe(
      'same-file',
    );
  });

  test('the label among the features is refused', async () => {
    expect(await codeOf({ features: ['a', 'y'] })).toBe('label-in-features');
  });
});

describe('models', () => {
  const rows = () =>
    writeTable('small.parquet', 'SELECT i % 2 AS y, i % 5 AS a, i % 3 AS b FROM range(20) t(i)');

  test('a corrupt or truncated model, or one of an unknown operator set, is an error', async () => {
    await rows();
    const model = readFileSync(join(folder, 'credit-scorer-1.1.0.onnx'));
    writeFileSync(join(folder, 'cut.onnx'), model.subarray(0, 30000));
    writeFileSync(join(folder, 'text.onnx'), 'not a model');
    writeFileSync(join(folder, 'nothing.onnx'), '');
    for (const name of ['cut.onnx', 'text.onnx', 'nothing.onnx', 'sum-opset-99.onnx'])
      expect(await codeOf({ model: name })).toBe('model-unreadable');
  });

  test.each([
    ['model-input', 'another width', { features: ['a'] }],
    ['model-input', 'a baseline of another width', { baseline: 'credit-scorer-1.0.0.onnx' }],
    ['model-input', 'an unknown input', { input: 'nope' }],
    ['model-output', 'two outputs and none named', { model: 'sum-two-outputs.onnx' }],
    ['model-output', 'two columns', { model: 'sum-two-columns.onnx' }],
    ['score-range', 'logits', { model: 'sum-logits.onnx' }],
    ['measured', 'two outputs and one named', { model: 'sum-two-outputs.onnx', output: 'probability' }],
  ])('%s for %s', async (code, _, config) => {
    await rows();
    expect(await codeOf(config)).toBe(code);
  });

  test('a model of several classes', async () => {
    // Logits a - b, 0 and b - a: the class follows the sign of a - b.
    const label = "CASE WHEN i % 5 > i % 3 THEN 'up' WHEN i % 5 < i % 3 THEN 'down' ELSE 'level' END";
    await writeTable('kinds.parquet', `SELECT ${label} AS y, i % 5 AS a, i % 3 AS b FROM range(20) t(i)`);
    const config = { task: 'multiclass', model: 'sum-softmax.onnx', data: 'kinds.parquet' } as const;
    const measured = await measure({ ...config, classes: ['up', 'level', 'down'] });
    // Of equal probabilities the first class is taken: the 6 level rows count as up.
    expect(read(measured, 'accuracy')).toMatchObject({ value: 0.7, n: 20 });
    expect(measured.details?.models).toMatchObject({
      candidate: {
        confusion: {
          counts: [
            [11, 0, 0],
            [6, 0, 0],
            [0, 0, 3],
          ],
        },
      },
    });
    expect(await codeOf({ ...config, classes: ['up', 'level', 'down', 'gone'] })).toBe('model-output');
    expect(await codeOf(config)).toBe('config');
  });

  test('a binary model that gives both probabilities', async () => {
    await rows();
    const both = { model: 'sum-two-classes.onnx', positive: 1 };
    const [one, two] = [await measure({}), await measure({ ...both, classes: [0, 1] })];
    // A softmax of two logits is the sigmoid of their difference.
    for (const metric of ['auc', 'brier', 'log_loss', 'accuracy'])
      expect(read(two, metric)?.value, metric).toBeCloseTo(read(one, metric)?.value as number, 6);
    const swapped = await measure({ ...both, classes: [1, 0] });
    expect(read(swapped, 'auc')?.value).toBeCloseTo(1 - (read(one, 'auc')?.value as number), 12);
    expect(await codeOf(both)).toBe('model-output');
    expect(await codeOf({ ...both, classes: ['no', 'yes'] })).toBe('config');
    expect(await codeOf({ ...both, classes: [0, 1, 2] })).toBe('config');
  });

  test('a model of values', async () => {
    await writeTable(
      'values.parquet',
      'SELECT i % 5 - i % 3 + 0.5 AS y, i % 5 AS a, i % 3 AS b FROM range(20) t(i)',
    );
    const measured = await measure({ task: 'regression', model: 'sum-logits.onnx', data: 'values.parquet' });
    for (const metric of ['mae', 'rmse']) expect(read(measured, metric)?.value, metric).toBeCloseTo(0.5, 12);
    expect(read(measured, 'latency_ms_p99')).toMatchObject({ value: expect.any(Number), n: 20 });
  });

  test('float64 models and models of one row at a time give the same numbers', async () => {
    await rows();
    const plain = await measure({});
    for (const model of ['sum-float64.onnx', 'sum-one-row.onnx']) {
      const other = await measure({ model });
      for (const metric of ['auc', 'brier', 'log_loss', 'ece'])
        expect(read(other, metric)?.value, `${model} ${metric}`).toBeCloseTo(
          read(plain, metric)?.value ?? -1,
          6,
        );
    }
  });
});
