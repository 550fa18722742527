import { definePlugin, type InputPath } from '@gatehouse/plugin-kit';
import { measureDrift } from './measure-drift.ts';

export interface Config {
  /** The table to compare with, e.g. the training data: Parquet, CSV or JSON lines. */
  reference: InputPath;
  /** The table that may have drifted, e.g. a window of production. */
  current: InputPath;
  /**
   * The columns to compare, each of which both tables must have; without it, all that they share.
   * @minItems 1
   */
  columns?: string[];
  /** Columns to leave out, such as ids and keys. */
  exclude?: string[];
  /**
   * Quantile bins of the population stability index of a numeric column.
   * @default 10
   * @integer
   * @minimum 2
   * @maximum 1000
   */
  bins?: number;
  /**
   * The share that stands for an empty bin or category in the population stability index.
   * @default 0.0001
   * @exclusiveMinimum 0
   * @maximum 0.01
   */
  epsilon?: number;
}

export const plugin = definePlugin<Config>({
  summary:
    'Compares two tables column by column: population stability index, Kolmogorov-Smirnov distance and p-value, ' +
    'missing values, unseen categories.',
  limits: { seconds: 900, memory_mb: 2048 },
  measure: measureDrift,
});
