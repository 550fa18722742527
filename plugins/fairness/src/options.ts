import { PluginError } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';

/** The configuration with its defaults. */
export interface Options extends Config {
  threshold: number;
  favourable: 'positive' | 'negative';
  pairs: boolean;
  reference: Record<string, string>;
  min_group: number;
  confidence: 0.9 | 0.95 | 0.99;
  bins: number;
}

/** Throws PluginError `config` for fields that contradict each other: none may be ignored in silence. */
export function readOptions(config: Config): Options {
  const { model, prediction, score, sensitive, features = [] } = config;
  if (model === undefined) {
    unused(config, ['features', 'classes', 'input', 'output', 'weights'], 'without `model`');
    if (prediction === undefined && score === undefined)
      refuse(
        'neither `model` nor `prediction` nor `score` is set',
        'Name the model and its features, or the column with its predictions.',
      );
  } else {
    unused(config, ['prediction', 'score'], 'with `model`');
    if (features.length === 0)
      refuse('`model` is set, and no `features`', 'Name the columns that the model takes, in their order.');
    if (config.label !== undefined && features.includes(config.label))
      refuse(`the label \`${config.label}\` is one of the features`);
  }
  if (prediction !== undefined && config.threshold !== undefined)
    refuse('`prediction` and `threshold` are set: which one decides?', 'Leave out one of them.');
  if (new Set(sensitive).size !== sensitive.length) refuse('a sensitive column is named twice');
  const others = [config.label, prediction, score];
  const named = others.filter((name) => name !== undefined);
  if (new Set(named).size !== named.length)
    refuse('label, prediction and score must be different columns: what is compared with itself agrees');
  const both = sensitive.filter((name) => named.includes(name));
  if (both.length > 0)
    refuse(`sensitive columns that are also label, prediction or score: ${both.join(', ')}`);
  return {
    threshold: 0.5,
    favourable: 'positive',
    pairs: true,
    reference: {},
    min_group: 30,
    confidence: 0.95,
    bins: 10,
    ...config,
  };
}

function unused(config: Config, fields: readonly (keyof Config)[], when: string): void {
  const set = fields.filter((field) => config[field] !== undefined).map((field) => `\`${field}\``);
  if (set.length > 0) refuse(`${set.join(', ')} can not be used ${when}`, 'Leave out what is not meant.');
}

function refuse(message: string, hint = 'Correct the configuration.'): never {
  throw new PluginError('config', message, hint);
}
