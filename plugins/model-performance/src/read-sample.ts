import { type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import type { Model } from '@gatehouse/plugin-kit/onnx';
import { checkScores, checkValues, noClipping } from './check-scores.ts';
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
  /** In the order of its output; undefined where it gives one number a row. */
  classes: readonly string[] | undefined;
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

function byModel({ role, path, model, classes }: LoadedModel, rows: Rows, options: Options): Filled {
  const { task } = options;
  const columns = scoresPerRow(task, rows.classes.names.length);
  const outputs = classes?.length ?? columns;
  const predicted = new Float64Array(rows.rows);
  const type = model.outputType;
  if (task === 'regression')
    return {
      predictions: { role, predicted, scores: undefined, type },
      async take(values, count, first) {
        const said = await model.score(values, count, 1);
        checkValues(said, first, path);
        predicted.set(said, first);
      },
    };
  const scores = new Float64Array(rows.rows * columns);
  const pick = { task, classes: columns, threshold: options.threshold, type };
  // Of both classes of a binary model, the positive one; of several, all in the order of `classes`.
  const order =
    task === 'binary' && outputs === 2 ? [positiveOutput(rows, classes)] : [...Array(outputs).keys()];
  const clipped = noClipping();
  return {
    predictions: { role, predicted, scores, type, clipped },
    async take(values, count, first) {
      const said = checkScores(
        await model.score(values, count, outputs),
        { columns: outputs, type },
        first,
        path,
        clipped,
      );
      for (let row = 0; row < count; row++)
        for (const [column, from] of order.entries())
          scores[(first + row) * columns + column] = said[row * outputs + from] as number;
      for (let row = first; row < first + count; row++) predicted[row] = pickClass(scores, row, pick);
    },
  };
}

/**
 * The classes that a model gives probabilities of: as configured, or as it says itself. Throws PluginError `config` where
 * both are known and differ, `model-output` for a regression.
 */
export function classesOf(model: Model, path: string, { task, classes }: Options): string[] | undefined {
  const own = model.classes?.map(className);
  const configured = classes?.map((one) => className(String(one)));
  if (own === undefined || own.length === 0) return configured;
  if (task === 'regression' || (task === 'binary' && own.length !== 2))
    throw new PluginError(
      'model-output',
      `${path} gives probabilities of ${own.length} classes: ${own.join(', ')}`,
      own.length === 2 ? 'Set `task: binary`.' : 'Set `task: multiclass`.',
    );
  if (configured === undefined || configured.join('\n') === own.join('\n')) return own;
  throw new PluginError(
    'config',
    `\`classes\` are ${configured.join(', ')}, and those of ${path} are ${own.join(', ')}`,
    'List the classes in the order of the model, or leave `classes` out for a binary one.',
  );
}

function positiveOutput({ classes: { names } }: Rows, classes: readonly string[] | undefined): number {
  const index = classes?.indexOf(names[1] as string) ?? -1;
  if (index !== -1) return index;
  throw new PluginError(
    'config',
    `the positive class, ${names[1]}, is none of the model’s classes: ${classes?.join(', ')}`,
    'Set `positive`, or list both classes in the order of the model’s output.',
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
    const clipped = noClipping();
    return {
      predictions: { role, predicted, scores, type, clipped },
      take(values, count, first) {
        for (let row = 0; row < count; row++) {
          const at = row * width + index * (before + columns);
          const said = values.subarray(at + before, at + before + columns);
          if (scores !== undefined) {
            const kept = checkScores(said, { columns, type }, first + row, path, clipped);
            scores.set(kept, (first + row) * columns);
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
