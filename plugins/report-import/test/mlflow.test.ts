import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { afterAll, describe, expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import reference from './mlflow-reference.json' with { type: 'json' };
import { checksOf, codeOf, countsOf, measure, valuesOf } from './reports.ts';

type Report = Config['reports'][number];
type Thresholds = NonNullable<Report['thresholds']>;

const run = (name: string, ...metrics: string[]) => ({
  path: `mlruns/${name}/meta.yaml`,
  files: metrics.map((metric) => `mlruns/${name}/metrics/${metric}`),
});

const judge = (thresholds: Thresholds, ...metrics: string[]) =>
  measure({
    ...{ format: 'mlflow', ...run('candidate', ...metrics) },
    ...{ baseline: run('baseline', ...metrics), thresholds },
  });

describe('a run', () => {
  test('of each metric the latest value by step, time and size, as MLflow reads it', async () => {
    const latest = Object.entries(reference.latest.candidate);
    const measured = await measure({
      format: 'mlflow',
      ...run('candidate', ...latest.map(([name]) => name)),
    });
    expect(valuesOf(measured)).toEqual(
      latest.map(([name, value]) =>
        value === 'nan' ? `${name} |  | NaN in the report` : `${name} | ${value}`,
      ),
    );
    expect(measured.measurements.filter(({ metric }) => metric === 'value').map(({ n }) => n)).toEqual([
      3, 1, 2, 1, 3, 1,
    ]);
    // A metric that is NaN has not been examined, and that a run has finished is no check.
    expect(measured.examined).toBe(5);
    expect(countsOf(measured)).toMatchObject({ checks: 0, passed_share: null, metrics: 5, non_finite: 1 });
  });

  test('says when it ended, its name, and its parameters and tags without personal data', async () => {
    const files = ['params/max_depth', 'params/owner', 'tags/stage', 'metrics/accuracy'];
    const { details } = await measure({
      ...{ format: 'mlflow', path: 'mlruns/candidate/meta.yaml' },
      files: files.map((file) => `mlruns/candidate/${file}`),
    });
    expect(details).toEqual({
      ...{ not_passed: [], not_passed_more: 0 },
      reports: [
        {
          ...{ report: 'mlruns/candidate/meta.yaml', format: 'mlflow', tool: 'mlflow' },
          ...{ suite: 'candidate', time: '2023-11-14T22:13:21.000Z', mismatches: [] },
          run: 'a48785b3dc454ddd8d310f70b9197932',
          params: { max_depth: '6', owner: 'aaaa.aaa@aaaaaaa.aaa' },
          tags: { stage: 'candidate' },
        },
      ],
    });
  });

  test('without any of its metrics listed, nothing is examined', async () => {
    expect(await measure({ format: 'mlflow', ...run('candidate') })).toMatchObject({ examined: 0 });
  });
});

describe('MetricThreshold', () => {
  test.each(reference.cases)(
    '%s, greater is better: %s, %s %d: %s',
    async (name, greater, condition, limit, met) => {
      const threshold = { greater_is_better: greater, [condition as string]: limit } as Thresholds[string];
      const measured = await judge({ [name as string]: threshold }, name as string);
      expect(checksOf(measured)).toEqual([`${name}: ${condition} | ${name} | ${Number(met)}`]);
    },
  );

  test('how far each condition is met is a number', async () => {
    const accuracy = {
      ...{ threshold: 0.95, min_absolute_change: 0.01, min_relative_change: 0.01 },
      greater_is_better: true,
    };
    const loss = { threshold: 0.5, min_relative_change: 0.1, greater_is_better: false };
    const measured = await judge({ accuracy, loss }, 'accuracy', 'loss');
    expect(checksOf(measured)).toEqual([
      'accuracy: threshold | accuracy | 0',
      'accuracy: min_absolute_change | accuracy | 1',
      'accuracy: min_relative_change | accuracy | 1',
      'loss: threshold | loss | 1',
      'loss: min_relative_change | loss | 0',
    ]);
    expect(valuesOf(measured)).toEqual([
      ...['accuracy | 0.9', 'loss | 0.31'],
      `threshold_margin | accuracy | ${0.9 - 0.95}`,
      `absolute_change | accuracy | ${0.9 - 0.88}`,
      `relative_change | accuracy | ${(0.9 - 0.88) / 0.88}`,
      'threshold_margin | loss | 0.19',
      'absolute_change_of_zero | loss | -0.31',
    ]);
  });

  test('against a negative baseline, a worse metric is a negative change', async () => {
    const threshold = { min_relative_change: 0.01, greater_is_better: true };
    const measured = await judge({ log_likelihood: threshold }, 'log_likelihood');
    expect(checksOf(measured)).toEqual(['log_likelihood: min_relative_change | log_likelihood | 0']);
    expect(valuesOf(measured)[1]).toBe(`relative_change | log_likelihood | ${-(0.41 - 0.4) / 0.4}`);
  });

  test.each([
    ['bad', 'bad', { threshold: 0 }],
    ['missing', 'accuracy', { threshold: 0 }],
    ['f1', 'accuracy', { min_relative_change: 0 }],
  ])('%s, which is NaN or missing on a side, is errored', async (name, listed, condition) => {
    const measured = await measure({
      ...{ format: 'mlflow', ...run('candidate', listed), baseline: run('baseline', 'accuracy') },
      thresholds: { [name]: { ...condition, greater_is_better: true } },
    });
    expect(countsOf(measured)).toMatchObject({ checks: 1, passed: 0, errored: 1, passed_share: 0 });
  });

  test.each([
    ['demands nothing', {}, true],
    ['compares without a baseline', { min_absolute_change: 0.1 }, false],
  ])('a threshold that %s is refused', async (_, condition, compares) => {
    const measured = measure({
      ...{ format: 'mlflow', ...run('candidate', 'accuracy') },
      ...(compares && { baseline: run('baseline', 'accuracy') }),
      thresholds: { accuracy: { ...condition, greater_is_better: true } },
    });
    expect(await codeOf(measured)).toBe('bad-threshold');
  });
});

test('a run is not compared with itself', async () => {
  const measured = measure({
    ...{ format: 'mlflow', ...run('candidate', 'accuracy'), baseline: run('candidate', 'accuracy') },
    thresholds: { accuracy: { min_absolute_change: 0, greater_is_better: true } },
  });
  expect(await codeOf(measured)).toBe('same-run');
});

describe('runs that are no good', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mlflow-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const measureRun = (meta: string, metric: string, path = 'metrics/auc') => {
    for (const [name, text] of Object.entries({ 'meta.yaml': meta, [path]: metric })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return measureFixture(
      plugin,
      { reports: [{ format: 'mlflow', path: 'meta.yaml', files: [path] }] },
      folder,
    );
  };

  test.each([
    ['RUNNING', 'status: 1'],
    ['FAILED', 'status: FAILED'],
    ['deleted', 'status: 3\nlifecycle_stage: deleted'],
  ])('one that is %s is errored', async (state, meta) => {
    const measured = await measureRun(`run_id: a\n${meta}\n`, '1 0.9 0\n');
    expect(countsOf(measured)).toMatchObject({ checks: 1, errored: 1, metrics: 1 });
    expect(measured.details?.not_passed).toMatchObject([{ check: 'run', message: `its state is ${state}` }]);
  });

  const good = 'run_id: a\nstatus: 3\n';

  test.each([
    ['unknown-shape', 'no YAML', '{', '1 0.9 0'],
    ['unknown-shape', 'no mapping', '- run_id', '1 0.9 0'],
    ['unknown-shape', 'no id', 'status: 3', '1 0.9 0'],
    ['unknown-shape', 'no status', 'run_id: a', '1 0.9 0'],
    ['unknown-shape', 'an unknown status', 'run_id: a\nstatus: 9', '1 0.9 0'],
    ['unknown-shape', 'an empty metric', good, ''],
    ['unknown-shape', 'a value alone', good, '0.9'],
    ['unknown-shape', 'four fields', good, '1 0.9 0 x'],
    ['unknown-shape', 'a value that is no number', good, '1 high 0'],
    ['unknown-shape', 'a hexadecimal value', good, '1 0x10 0'],
    ['unknown-shape', 'a broken step', good, '1 0.9 1.5'],
    ['unknown-shape', 'a second line that is cut off', good, '1 0.9 0\n2'],
  ])('%s: %s', async (code, _, meta, metric) => {
    expect(await codeOf(measureRun(meta, metric))).toBe(code);
  });

  test('a file that is not in metrics/, params/ or tags/ of the run', async () => {
    expect(await codeOf(measureRun(good, '1 0.9 0', 'artifacts/auc'))).toBe('file-outside-run');
  });

  test('NaN beside a number of the same step and time is not forgotten', async () => {
    for (const lines of ['1 nan 0\n1 0.9 0\n', '1 0.9 0\n1 nan 0\n'])
      expect(await measureRun(good, lines)).toMatchObject({ examined: 0 });
    expect(valuesOf(await measureRun(good, '1 0.7\n1 -inf 2\n1 0.9 1'))).toEqual([
      'auc |  | -Infinity in the report',
    ]);
  });
});
