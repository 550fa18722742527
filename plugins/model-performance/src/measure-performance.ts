import { statSync } from 'node:fs';
import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import { loadModel } from '@gatehouse/plugin-kit/onnx';
import { tellReadings } from '@gatehouse/plugin-kit/table';
import { clippedOf } from './check-scores.ts';
import type { Config } from './config.ts';
import { measureBinary } from './measure-binary.ts';
import { measureMulticlass } from './measure-multiclass.ts';
import { measureRegression } from './measure-regression.ts';
import { measureSpeed } from './measure-speed.ts';
import { describeMethods } from './methods.ts';
import { openRows, type Rows } from './open-rows.ts';
import { type Options, readOptions } from './options.ts';
import { type Sample, scoresPerRow } from './predictions.ts';
import { classesOf, type LoadedModel, readSample } from './read-sample.ts';
import { headlineOf, type Judged, measurementsOf } from './report.ts';
import { resample, resamplesFor } from './resample.ts';

/** Reads the rows once, measures what each model says of them, and compares the candidate with the baseline. */
export async function measurePerformance({
  config,
  file,
  progress,
}: PluginContext<Config>): Promise<Measured> {
  const options = readOptions(config);
  checkDifferent(options, file);
  const rows = await openRows(options, file);
  try {
    if (rows.rows === 0)
      return { examined: 0, methods: {}, measurements: [], details: { note: 'the table has no rows' } };
    progress(0.1, 'loading the models');
    const models = await loadModels(options, rows, file);
    const { sample, features } = await readSample(rows, models, options, progress);
    const judged = judge(sample, options, (share) => progress(0.6 + 0.3 * share, 'resampling'));
    progress(0.9, 'timing');
    const speeds = [];
    for (const { role, model, size } of models) {
      const speed = await measureSpeed(model, features, rows.features.length);
      speeds.push({
        role,
        readings: [...speed, { metric: 'model_size_bytes', labels: {}, value: size, n: 1 }],
      });
    }
    const measurements = measurementsOf(judged, speeds, options);
    return {
      examined: sample.rows,
      methods: describeMethods(measurements, judged, options),
      measurements,
      headline: headlineOf(judged, options),
      details: {
        ...detailsOf(sample, judged, models, options),
        ...tellReadings(rows.readings, options.reader),
      },
    };
  } finally {
    rows.close();
  }
}

function checkDifferent(
  { model, predictions, data, baseline }: Options,
  file: (path: string) => string,
): void {
  if (baseline === undefined) return;
  const candidate = model ?? predictions ?? data;
  if (file(baseline) === file(candidate))
    throw new PluginError('same-file', 'candidate and baseline are one file: nothing could be worse');
}

async function loadModels(
  options: Options,
  rows: Rows,
  file: (path: string) => string,
): Promise<LoadedModel[]> {
  const { model, baseline, weights = [], baseline_weights = [], input, output } = options;
  if (model === undefined) return [];
  const loaded: LoadedModel[] = [];
  const planned = [
    { role: 'candidate', path: model, beside: weights },
    { role: 'baseline', path: baseline, beside: baseline_weights },
  ] as const;
  for (const { role, path, beside } of planned) {
    if (path === undefined) continue;
    const files = beside.map((one) => ({ file: file(one), path: one }));
    const loading = { path, features: rows.features, input, output, weights: files };
    const session = await loadModel(file(path), loading);
    const size = [path, ...beside].reduce((sum, one) => sum + statSync(file(one)).size, 0);
    loaded.push({ role, path, model: session, classes: classesOf(session, path, options), size });
  }
  return loaded;
}

function judge(sample: Sample, options: Options, progress: (share: number) => void): Judged {
  const { rows, truth, predictions } = sample;
  const measure = { binary: measureBinary, multiclass: measureMulticlass, regression: measureRegression };
  const once = { bins: options.bins, weights: new Uint32Array(rows).fill(1) };
  const measures = predictions.map((one) => measure[options.task](truth, one, once));
  const resamples = resamplesFor(
    rows * predictions.length * scoresPerRow(options.task, truth.classes.length),
  );
  const families = measures.map((one) => one.families);
  const replicates = resample(rows, families, resamples, progress);
  const models = predictions.map(({ role, type }, index) => ({
    role,
    type,
    measures: measures[index] as (typeof measures)[number],
    replicates: replicates[index] as (typeof replicates)[number],
  }));
  return { rows, resamples, models };
}

function detailsOf(
  { rows, truth, predictions }: Sample,
  { models }: Judged,
  loaded: readonly LoadedModel[],
  { task, label, features, positive }: Options,
): Record<string, unknown> {
  const described = models.map(({ role, measures }) => [
    role,
    {
      ...loaded.find((one) => one.role === role)?.model.described,
      ...clippedOf(predictions.find((one) => one.role === role)),
      ...measures.details,
    },
  ]);
  return {
    rows,
    task,
    label: {
      column: label,
      ...(task === 'binary' ? { positive: positive ?? 1, positives: truth.counts[1] } : {}),
    },
    ...(features === undefined ? {} : { features }),
    models: Object.fromEntries(described),
  };
}
