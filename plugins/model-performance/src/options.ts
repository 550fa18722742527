import { PluginError } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import type { Task } from './predictions.ts';

/** The configuration with its defaults. */
export interface Options extends Config {
  task: Task;
  threshold: number;
  bins: number;
  confidence: 0.9 | 0.95 | 0.99;
  power: number;
}

/** Throws PluginError `config` for fields that contradict each other or are not used: none is ignored in silence. */
export function readOptions(config: Config): Options {
  const { model, prediction, score, scores, classes, label, features = [] } = config;
  const task = config.task ?? 'binary';
  const columns = [prediction, score, ...(scores ?? [])].filter((name) => name !== undefined);
  if (model !== undefined) {
    unused(config, ['prediction', 'score', 'scores', 'predictions', 'key'], 'with `model`');
    if (features.length === 0)
      refuse('`model` is set, and no `features`', 'Name the columns that the model takes.');
  } else {
    unused(config, ['features', 'input', 'output', 'weights', 'baseline_weights'], 'without `model`');
    if (columns.length === 0)
      refuse(
        'neither a `model` nor a column of predictions is set',
        'Set `model` and `features`, or `prediction`, `score` (binary) or `scores` (multi-class).',
      );
    if (config.key !== undefined && config.predictions === undefined && config.baseline === undefined)
      refuse(
        '`key` is set, and there is only one table',
        'Set `predictions` or `baseline`, or leave `key` out.',
      );
  }
  if (config.baseline === undefined) unused(config, ['baseline_weights'], 'without `baseline`');
  if (features.includes(label))
    throw new PluginError('label-in-features', `the label \`${label}\` is one of the features`);
  if (new Set([label, ...columns]).size !== columns.length + 1)
    refuse('label, predictions and scores must be different columns: what is compared with itself agrees');
  checkTask(config, task);
  const probable = model !== undefined || scores !== undefined;
  if (task === 'multiclass' && probable && classes === undefined)
    refuse('`classes` is missing', 'List the classes in the order of the probabilities.');
  if (scores !== undefined && scores.length !== classes?.length)
    refuse(
      `${scores.length} \`scores\` and ${classes?.length} \`classes\``,
      'Name one column for each class.',
    );
  return { threshold: 0.5, bins: 10, confidence: 0.95, power: 0.8, ...config, task };
}

function checkTask(config: Config, task: Task): void {
  const foreign: Record<Task, (keyof Config)[]> = {
    binary: ['scores'],
    multiclass: ['score', 'positive', 'threshold'],
    regression: ['score', 'scores', 'classes', 'positive', 'threshold', 'bins'],
  };
  unused(config, foreign[task], `for the task ${task}`);
  if (task === 'binary' && config.classes !== undefined) {
    if (config.model === undefined) unused(config, ['classes'], 'for the task binary without `model`');
    if (config.classes.length !== 2) refuse('a binary model has two `classes`');
  }
  if (config.prediction !== undefined && config.threshold !== undefined)
    refuse('`prediction` and `threshold` are set: which one decides?', 'Leave out one of them.');
}

function unused(config: Config, fields: readonly (keyof Config)[], when: string): void {
  const set = fields.filter((field) => config[field] !== undefined);
  if (set.length === 0) return;
  refuse(
    `${set.map((field) => `\`${field}\``).join(', ')} can not be used ${when}`,
    'Leave out what is not meant.',
  );
}

function refuse(message: string, hint = 'Correct the configuration.'): never {
  throw new PluginError('config', message, hint);
}
