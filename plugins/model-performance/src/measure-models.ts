import { statSync } from 'node:fs';
import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import { measureClassifier, roundedHeadline } from './classifier-measurements.ts';
import { type HoldOut, openHoldOut } from './hold-out.ts';
import { measureSpeed } from './measure-speed.ts';
import { describeMethods } from './methods.ts';
import { loadModel, type Model } from './onnx-model.ts';
import type { Config } from './plugin.ts';

// Fixed, so that the last bits of the scores do not depend on how the reader cuts the table.
const batchRows = 4096;

interface Candidate {
  role: 'candidate' | 'baseline';
  model: Model;
  size: number;
  scores: Float64Array;
}

/** Scores the hold-out table with each model in one pass, then measures the scores and the speed. */
export async function measureModels({ config, file, progress }: PluginContext<Config>): Promise<Measured> {
  if (config.features.includes(config.label))
    throw new PluginError('label-in-features', `the label \`${config.label}\` is one of the features`);
  if (config.baseline !== undefined && file(config.baseline) === file(config.model))
    throw new PluginError('same-file', 'model and baseline are one file: nothing could be worse');
  const holdOut = await openHoldOut(config, file(config.data));
  try {
    if (holdOut.rows === 0)
      return { examined: 0, methods: {}, measurements: [], details: { note: 'the table has no rows' } };
    progress(0.1, 'loading the models');
    const models = await loadModels(config, file, holdOut.rows);
    const { labels, sample } = await score(holdOut, models, progress);
    return await report(config, holdOut, models, labels, sample);
  } finally {
    holdOut.close();
  }
}

async function loadModels(
  config: Config,
  file: (path: string) => string,
  rows: number,
): Promise<Candidate[]> {
  const paths = { candidate: config.model, baseline: config.baseline };
  const models: Candidate[] = [];
  for (const role of ['candidate', 'baseline'] as const) {
    const path = paths[role];
    if (path === undefined) continue;
    const model = await loadModel(file(path), {
      path,
      width: config.features.length,
      input: config.input,
      output: config.output,
    });
    models.push({ role, model, size: statSync(file(path)).size, scores: new Float64Array(rows) });
  }
  return models;
}

/** Fills each model's scores; gives the labels (1: positive) and the features of the first rows for timing. */
async function score(holdOut: HoldOut, models: Candidate[], progress: PluginContext<Config>['progress']) {
  const labels = new Uint8Array(holdOut.rows);
  let sample: Float64Array = new Float64Array();
  let done = 0;
  for await (const batch of holdOut.batches(batchRows)) {
    for (const { model, scores } of models)
      scores.set(await model.score(batch.features, batch.rows, done), done);
    labels.set(batch.labels, done);
    if (done === 0) sample = batch.features;
    done += batch.rows;
    progress(0.1 + (0.7 * done) / holdOut.rows, `scored ${done} of ${holdOut.rows} rows`);
  }
  if (done !== holdOut.rows)
    throw new PluginError('table-changed', `${holdOut.rows} rows were counted, ${done} were read`);
  return { labels, sample };
}

async function report(
  config: Config,
  holdOut: HoldOut,
  models: Candidate[],
  labels: Uint8Array,
  sample: Float64Array,
): Promise<Measured> {
  const options = { threshold: config.threshold ?? 0.5, bins: config.bins ?? 10, note: holdOut.note };
  const measured = [];
  for (const { role, model, size, scores } of models) {
    const quality = measureClassifier(scores, labels, { ...options, type: model.outputType });
    const speed = await measureSpeed(model, sample, config.features.length);
    measured.push({ role, model, size, quality, speed });
  }
  return {
    examined: holdOut.rows,
    methods: describeMethods({ ...options, batchRows }),
    measurements: measured.flatMap(({ role, size, quality, speed }) => {
      const bytes = { metric: 'model_size_bytes', value: size, n: 1 };
      return [...quality.measurements, ...speed, bytes].map((one) => ({ ...one, labels: { model: role } }));
    }),
    headline: Object.assign({}, ...measured.map(({ role, quality }) => roundedHeadline(role, quality))),
    details: {
      rows: holdOut.rows,
      label: { column: config.label, positive: config.positive ?? 1, positives: holdOut.positives },
      features: config.features,
      models: Object.fromEntries(
        measured.map(({ role, model, quality }) => [role, { ...model.described, ...quality.details }]),
      ),
    },
  };
}
