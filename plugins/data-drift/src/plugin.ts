import { definePlugin, type InputPath } from '@gatehouse/plugin-kit';
import type { ReaderOptions } from '@gatehouse/plugin-kit/table';
import { measureDrift } from './measure-drift.ts';

export interface Config {
  /**
   * The table to compare with, e.g. the training data: Parquet, CSV or JSON lines. Or a profile of it: the evidence
   * (evidence/….json, of this release or another) of a run with `save_profile`.
   */
  reference: InputPath;
  /**
   * The table that may have drifted, e.g. a window of production; or a profile of it. Left out only by a run that does
   * nothing but save the profile of the reference.
   */
  current?: InputPath;
  /** More parts of the reference, tables or profiles: the profile of the whole is compared. */
  reference_shards?: InputPath[];
  /** More parts of current, tables or profiles. */
  current_shards?: InputPath[];
  /** How the files of the tables are read, where they cannot be read in one way only. Categorical columns are text without being named here. */
  reader?: ReaderOptions;
  /**
   * Keep a profile of the reference in the evidence (256 bins of each grid for a column of numbers, counts of
   * categories), to be compared with when the table itself is gone.
   * @default false
   */
  save_profile?: boolean;
  /**
   * The columns to compare, each of which both tables must have; without it, all that they share.
   * @minItems 1
   */
  columns?: string[];
  /** Columns to leave out, such as ids and keys. */
  exclude?: string[];
  /** Columns of numbers or times whose values are categories, such as codes. */
  categorical?: string[];
  /**
   * What is measured of each column, where its kind has it. Without it, psi and ks.
   * @minItems 1
   */
  metrics?: (Metric | 'all')[];
  /**
   * Whose way to tell that a column has drifted, with that tool's tests, bins and thresholds: `drifted` of each column,
   * `drifted_share` of the table. Any but `gatehouse` needs every value, and takes longer on large tables.
   * @default gatehouse
   */
  convention?: ConventionName;
  /** What stands in for the thresholds of the convention. */
  drift_thresholds?: DriftThresholds;
  /**
   * Count every value. Without it, tables of more than 100,000 rows together are counted in bins, and the evidence says
   * how far off a number can be.
   * @default false
   */
  exact?: boolean;
  /**
   * Quantile bins of the reference in which a numeric column is compared.
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

export type Metric =
  | 'psi'
  | 'ks'
  | 'js_distance'
  | 'js_divergence'
  | 'wasserstein'
  | 'wasserstein_normed'
  | 'chi_square'
  | 'chi_square_fit'
  | 'cramers_v'
  | 'hellinger'
  | 'l_infinity'
  | 'total_variation';

export type ConventionName = 'gatehouse' | 'evidently' | 'nannyml' | 'tfdv' | 'deepchecks';

/** A score beyond it is drift; of a test, a p-value below it. */
export interface DriftThresholds {
  /**
   * Of columns of numbers and times.
   * @minimum 0
   */
  numeric?: number;
  /**
   * Of columns of categories.
   * @minimum 0
   */
  categorical?: number;
}

export const plugin = definePlugin<Config>({
  summary:
    'Compares two tables column by column: population stability index, Kolmogorov-Smirnov, Jensen-Shannon, Wasserstein, ' +
    'chi-square and other distances, missing values, unseen categories; tells drift as Evidently, NannyML, TFDV or ' +
    'Deepchecks do; keeps profiles that can be compared without the data.',
  limits: { seconds: 900, memory_mb: 2048 },
  measure: measureDrift,
});
