import {
  checkColumns,
  checkNumbers,
  describeColumns,
  type Feature,
  openTable,
  readFeatures,
  type Table,
  type TableReader,
} from '@gatehouse/plugin-kit/table';
import { checkExact } from './check-exact.ts';
import type { Options } from './options.ts';
import type { Role } from './predictions.ts';

/** A table and the columns that are used of it. The first one is the hold-out table. */
export interface Source extends Table {
  /** Whose predictions it has. */
  role: Role | undefined;
  /** The label: the first table has it; others may, and must then agree. */
  labels: readonly string[];
  /** The predicted class or value. */
  predictions: readonly string[];
  scores: readonly string[];
  features: readonly Feature[];
}

interface Planned {
  path: string;
  role?: Role;
}

/** The tables that a configuration names: `data` first, then those with predictions. */
export function plannedTables({ model, data, predictions, baseline }: Options): [Planned, ...Planned[]] {
  if (model !== undefined) return [{ path: data }];
  const others: Planned[] = baseline === undefined ? [] : [{ path: baseline, role: 'baseline' }];
  if (predictions === undefined) return [{ path: data, role: 'candidate' }, ...others];
  return [{ path: data }, { path: predictions, role: 'candidate' }, ...others];
}

/** Opens the tables and looks at their columns. Throws PluginError `missing-column`, `column-type` or `feature-values`. */
export async function openSources(
  reader: TableReader,
  options: Options,
  file: (path: string) => string,
): Promise<Source[]> {
  const { label, prediction, key, features = [], task } = options;
  const scores = scoreColumns(options);
  const sources: Source[] = [];
  for (const [index, { path, role }] of plannedTables(options).entries()) {
    // Classes, scores and features are no dates.
    const read = {
      options: options.reader,
      text: key === undefined ? [] : [key],
      isCompared: () => false,
    };
    const from = await openTable(reader, { name: `table_${index}`, file: file(path), shown: path, ...read });
    const types = await describeColumns(reader, from);
    const predicts = role !== undefined;
    const table = { path, from, types };
    const source = {
      ...table,
      role,
      labels: index === 0 || types.has(label) ? [label] : [],
      predictions: predicts && prediction !== undefined ? [prediction] : [],
      scores: predicts ? scores : [],
      features: index === 0 ? await readFeatures(reader, table, features) : [],
    };
    const said = [...source.labels, ...source.predictions];
    const [values, classes] = task === 'regression' ? [said, []] : [[], said];
    const keys = key === undefined ? [] : [key];
    checkColumns(source, [...values, ...source.scores], [...classes, ...keys]);
    sources.push(source);
  }
  return sources;
}

/** Columns with probabilities, in the order of the classes. */
export function scoreColumns({ score, scores }: Options): string[] {
  return score === undefined ? (scores ?? []) : [score];
}

/**
 * Throws PluginError `score-values`, `prediction-values` or `label-values` (regression) for numbers
 * that are empty, NaN or infinite.
 */
export async function checkValues(reader: TableReader, source: Source, options: Options): Promise<void> {
  const filled = 'Leave out rows without a known value.';
  if (options.task === 'regression') {
    await checkNumbers(reader, source, source.labels, { code: 'label-values', hint: filled });
    const hint = 'Each row needs a prediction.';
    await checkNumbers(reader, source, source.predictions, { code: 'prediction-values', hint });
    await checkExact(reader, source, source.labels, 'label-values');
    await checkExact(reader, source, source.predictions, 'prediction-values');
  }
  const probable = 'Give a probability for each row.';
  await checkNumbers(reader, source, source.scores, { code: 'score-values', hint: probable });
}
