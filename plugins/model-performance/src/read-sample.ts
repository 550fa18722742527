import { type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import type { Model } from '@gatehouse/plugin-kit/onnx';
import { checkScores, checkValues } from './check-scores.ts';
import type { Rows } from './open-rows.ts';
import { scoreColumns } from './open-sources.ts';
import type { Options } from './options.ts';
import { type Predictions, pickClass, type Role, type Sample, scoresPerRow } from './predictions.ts';
import { className } from './read-classes.ts';

/** A loaded model and whose it is. */
export interface LoadedModel {
  role: Role;
  path: string;
  model: Model;
  /** Of the file, in bytes. */
  size: number;
}

/** Predictions that are filled, batch by batch. */
interface Filled {
  predictions: Predictions;
  /** `first` is how many rows stand before these. */
  take(values: Float64Array, rows: number, first: number): Promise<void> | void;
}

// Fixed, so that the last bits of the scores do not depend on how the reader cuts the table.
export const batchRows = 4096;

/**
 * Reads all rows once and has each model say its predictions, or takes them from the tables. Gives the features of the
 * first rows too, for timing. Throws PluginError `score-range`, `prediction-values`, `model-run` or `model-output`.
 */
export async function readSample(
  rows: Rows,
  models: readonly LoadedModel[],
  options: Options,
  progress: PluginContext<unknown>['progress'],
): Promise<{ sample: Sample; features: Float64Array }> {
  const filled =
    models.length > 0 ? models.map((one) => byModel(one, rows, options)) : byTables(rows, options);
  const truth = new Float64Array(rows.rows);
  let features: Float64Array = new Float64Array();
  let done = 0;
  for await (const batch of rows.batches(batchRows)) {
    if (done === 0) features = batch.values;
    truth.set(batch.truth, done);
    for (const one of filled) await one.take(batch.values, batch.rows, done);
    done += batch.rows;
    progress(0.1 + (0.5 * done) / rows.rows, `read ${done} of ${rows.rows} rows`);
  }
  if (done !== rows.rows)
    throw new PluginError('table-changed', `${rows.rows} rows were counted, ${done} were read`);
  const { names, counts } = rows.classes;
  const predictions = filled.map((one) => one.predictions);
  return { sample: { rows: done, truth: { values: truth, classes: names, counts }, predictions }, features };
}

function byModel({ role, path, model }: LoadedModel, rows: Rows, options: Options): Filled {
  const { task } = options;
  const columns = scoresPerRow(task, rows.classes.names.length);
  const outputs = outputsPerRow(rows, options);
  const predicted = new Float64Array(rows.rows);
  const type = model.outputType;
  if (task === 'regression')
    return {
      predictions: { role, predicted, scores: undefined, type },
      async take(values, count, first) {
        const said = await model.score(values, count);
        checkValues(said, first, path);
        predicted.set(said, first);
      },
    };
  const scores = new Float64Array(rows.rows * columns);
  const pick = { task, classes: columns, threshold: options.threshold, type };
  const positive = positiveOutput(rows, options);
  return {
    predictions: { role, predicted, scores, type },
    async take(values, count, first) {
      const said = await model.score(values, count);
      checkScores(said, outputs, first, path);
      if (outputs === columns) scores.set(said, first * columns);
      else
        for (let row = 0; row < count; row++) scores[first + row] = said[row * outputs + positive] as number;
      for (let row = first; row < first + count; row++) predicted[row] = pickClass(scores, row, pick);
    },
  };
}

/** How many numbers a model gives for a row: of two classes one, or with `classes` one for each. */
export function outputsPerRow({ classes }: Rows, { task, classes: order }: Options): number {
  return order?.length ?? scoresPerRow(task, classes.names.length);
}

function positiveOutput({ classes }: Rows, { task, classes: order = [] }: Options): number {
  if (task !== 'binary' || order.length === 0) return 0;
  const index = order.findIndex((one) => className(String(one)) === classes.names[1]);
  if (index !== -1) return index;
  throw new PluginError(
    'config',
    `the positive class, ${classes.names[1]}, is none of \`classes\``,
    'List both classes in the order of the model’s output.',
  );
}

/** By role, each row has the predicted class or value (where one is named), then the scores. */
function byTables(rows: Rows, options: Options): Filled[] {
  const { task, threshold } = options;
  const columns = scoreColumns(options).length;
  const before = options.prediction === undefined ? 0 : 1;
  const width = rows.roles.length * (before + columns);
  return rows.roles.map(({ role, single, path }, index) => {
    const predicted = new Float64Array(rows.rows);
    const scores = columns === 0 ? undefined : new Float64Array(rows.rows * columns);
    const type = single ? ('float32' as const) : ('float64' as const);
    const pick = { task, classes: columns, threshold, type };
    return {
      predictions: { role, predicted, scores, type },
      take(values, count, first) {
        for (let row = 0; row < count; row++) {
          const at = row * width + index * (before + columns);
          const said = values.subarray(at + before, at + before + columns);
          if (scores !== undefined) {
            checkScores(said, columns, first + row, path);
            scores.set(said, (first + row) * columns);
          }
          predicted[first + row] =
            before === 0 && scores !== undefined
              ? pickClass(scores, first + row, pick)
              : (values[at] as number);
        }
      },
    };
  });
}
