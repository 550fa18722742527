import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clipScore, loadModel, type ModelFeature, type ModelOptions, roundTo } from '../src/onnx/index.ts';
import { folderWith } from './folders.ts';

// Made by onnx/make_models.py: models as exporters make them, and what the libraries themselves say of the rows.
const models = join(import.meta.dirname, 'onnx');
const json = (name: string) => JSON.parse(readFileSync(join(models, name), 'utf8'));
const { probabilities } = json('expected.json') as { probabilities: Record<string, number[][] | number[]> };
const rows = json('rows.json') as Record<string, number | string>[];

/** The columns of the rows as a table reader gives them: texts are indices. */
function columnsOf(names: readonly string[], asText: readonly string[] = []) {
  const features = names.map((name): ModelFeature => {
    const isText = typeof rows[0]?.[name] === 'string' || asText.includes(name);
    const kind = isText ? 'text' : rows.every((row) => Number.isInteger(row[name])) ? 'whole' : 'number';
    return { name, kind, texts: isText ? [...new Set(rows.map((row) => String(row[name])))] : [] };
  });
  const values = rows.flatMap((row) =>
    features.map(({ name, kind, texts }) =>
      kind === 'text' ? texts.indexOf(String(row[name])) : Number(row[name]),
    ),
  );
  return { features, values: Float64Array.from(values) };
}

const numbers = ['age', 'income'];
const load = (name: string, options: Partial<ModelOptions> = {}) =>
  loadModel(join(models, `${name}.onnx`), {
    path: `${name}.onnx`,
    features: columnsOf(numbers).features,
    input: undefined,
    output: undefined,
    ...options,
  });
const codeOf = (loading: Promise<unknown>) =>
  loading.then(
    () => 'loaded',
    (error: { code: string }) => error.code,
  );

/** What a model says of all rows, beside what the library says, by row. */
async function compare(
  name: string,
  {
    columns = numbers,
    asText = [],
    ...options
  }: Partial<ModelOptions> & { columns?: string[]; asText?: string[] },
  width: number,
  tolerance: number,
): Promise<void> {
  const { features, values } = columnsOf(columns, asText);
  const model = await load(name, { ...options, features });
  const said = await model.score(values, rows.length, width);
  const expected = (probabilities[name.replace(/-tensor$/, '')] as number[][]).flat();
  expect(said).toHaveLength(expected.length);
  for (const [at, value] of expected.entries())
    expect(Math.abs((said[at] as number) - value), `${name} ${at}`).toBeLessThan(tolerance);
}

describe('models as exporters make them say what their library says', () => {
  test.each<[string, Parameters<typeof compare>[1], number, number]>([
    ['forest', {}, 2, 1e-6],
    ['forest', { output: 'output_probability' }, 2, 1e-6],
    ['forest', { output: 'probabilities' }, 2, 1e-6],
    ['forest-tensor', {}, 2, 1e-6],
    ['words', {}, 2, 1e-6],
    ['three', {}, 3, 1e-6],
    ['lightgbm', {}, 2, 1e-6],
    ['xgboost', {}, 2, 1e-6],
    ['columns', { columns: ['age', 'income', 'visits', 'city'] }, 2, 1e-6],
    ['columns', { columns: ['city', 'visits', 'age', 'income'] }, 2, 1e-6],
    ['texts', { columns: ['city', 'visits'] }, 2, 1e-6],
    ['texts', { columns: ['city', 'visits'], asText: ['visits'] }, 2, 1e-6],
    ['wholes', { columns: ['visits', 'age'] }, 2, 1e-6],
    ['columns-double', { columns: ['age', 'income', 'visits', 'city'] }, 2, 1e-6],
    ['doubles', {}, 1, 1e-14],
    ['value', {}, 1, 1e-6],
    ['half', {}, 1, 3e-3],
    ['batch', {}, 1, 1e-6],
    ['torch', { weights: [{ file: join(models, 'torch.onnx.data'), path: 'torch.onnx.data' }] }, 1, 1e-6],
  ])('%s %o', compare);

  test('and which class is which, where a ZipMap says it', async () => {
    expect((await load('forest')).classes).toEqual(['0', '1']);
    expect((await load('words')).classes).toEqual(['no', 'yes']);
    expect((await load('three')).classes).toEqual(['high', 'low', 'middle']);
    expect((await load('forest-tensor')).classes).toBe(undefined);
  });

  test('row by row as in one batch', async () => {
    const { features, values } = columnsOf(numbers);
    const model = await load('batch', { features });
    const whole = await model.score(values, rows.length, 1);
    for (const row of [0, 17, 39])
      expect((await model.score(values.slice(2 * row, 2 * row + 2), 1, 1))[0]).toBe(whole[row]);
  });
});

describe('what cannot be read says what to name instead', () => {
  test.each<[string, string, Partial<ModelOptions>, string]>([
    ['an output that is not there', 'forest', { output: 'scores' }, 'model-output'],
    ['an output of labels', 'forest', { output: 'output_label' }, 'model-output'],
    ['an input that is not there', 'forest', { input: 'x' }, 'model-input'],
    ['one input of several', 'columns', { input: 'age' }, 'model-input'],
    ['columns that several inputs do not name', 'columns', {}, 'model-input'],
    ['too few columns', 'forest', { features: columnsOf(['age']).features }, 'model-input'],
    ['texts for numbers', 'forest', { features: columnsOf(['age', 'city']).features }, 'column-type'],
    ['fractions for texts', 'texts', { features: columnsOf(['city', 'income']).features }, 'column-type'],
    ['weights that are not declared', 'torch', {}, 'model-weights'],
    [
      'weights that it does not have',
      'forest',
      { weights: [{ file: 'x', path: 'x.data' }] },
      'model-weights',
    ],
  ])('%s', async (_, name, options, code) => {
    expect(await codeOf(load(name, options))).toBe(code);
  });

  test('a fraction for whole numbers, and a number too large for half precision', async () => {
    const wholes = columnsOf(['visits', 'age']).features;
    const model = await load('wholes', { features: wholes });
    expect(await codeOf(model.score(Float64Array.of(1, 2.5), 1, 2))).toBe('feature-values');
    expect(await codeOf(model.score(Float64Array.of(2 ** 53, 2), 1, 2))).toBe('feature-values');
    const half = await load('half');
    expect(await codeOf(half.score(Float64Array.of(70_000, 1), 1, 1))).toBe('feature-values');
  });

  test('weights in another folder are not those beside the model', async () => {
    const folder = folderWith({});
    copyFileSync(join(models, 'torch.onnx'), join(folder, 'torch.onnx'));
    const weights = [{ file: join(models, 'torch.onnx.data'), path: 'old/torch.onnx.data' }];
    expect(await codeOf(load('torch', { weights }))).toBe('model-weights');
  });

  test('bytes that are no model, or half of one', async () => {
    const folder = folderWith({});
    const whole = readFileSync(join(models, 'forest.onnx'));
    for (const bytes of [Buffer.from('not a model'), whole.subarray(0, 500), Buffer.alloc(0)]) {
      writeFileSync(join(folder, 'm.onnx'), bytes);
      const { features } = columnsOf(numbers);
      const loading = loadModel(join(folder, 'm.onnx'), {
        path: 'm.onnx',
        features,
        input: undefined,
        output: undefined,
      });
      expect(await codeOf(loading)).toBe('model-unreadable');
    }
  });
});

test('a score outside of [0, 1] by no more than rounding is its end, anything else is none', () => {
  expect([-3.6e-7, 1.000_000_36, 0.4, 1e-6 + 1].map((score) => clipScore(score, 'float32'))).toEqual([
    0, 1, 0.4, 1,
  ]);
  expect(
    [-1.1e-6, 1.1, Number.NaN, Number.POSITIVE_INFINITY].map((score) => clipScore(score, 'float32')),
  ).toEqual([null, null, null, null]);
});

test('half precision rounds as IEEE 754 says', () => {
  // numpy.float16 of each.
  const halves = [
    [0.1, 0.0999755859375],
    [-2.5, -2.5],
    [65_519, 65_504],
    [65_520, Number.POSITIVE_INFINITY],
    [2 ** -24, 2 ** -24],
    [2 ** -25, 0],
    [1.5 * 2 ** -24, 2 ** -23],
    [2048.9, 2048],
    [2049, 2048],
    [2051, 2052],
  ] as const;
  for (const [value, rounded] of halves) expect(roundTo('float16', value)).toBe(rounded);
});
