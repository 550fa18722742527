import type { InputPath } from '@gatehouse/plugin-kit';
import type { ReaderOptions } from '@gatehouse/plugin-kit/table';

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
   * Keep a profile of the reference in the evidence (for a column of numbers 256 bins of each grid and the quantiles of
   * `bins`, for categories their counts), to be compared with when the table itself is gone. With the same `bins`, a
   * table is compared with it exactly.
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
   * `drifted_share` of the table. Any but `gatehouse` needs every value, and takes longer on large tables. `tfdv_exact` is
   * that of TFDV on exact histograms, which TFDV itself approximates; `tfdv` is its former name, and means the same.
   * @default gatehouse
   */
  convention?: ConventionName;
  /** What stands in for the thresholds of the convention. */
  drift_thresholds?: DriftThresholds;
  /**
   * Count every value. Without it, tables of more than 100,000 rows together are counted in bins, and what a number
   * depends on (quantiles, the largest distance) value by value: only Wasserstein distances are known within bounds, and
   * numbers of profiles, which the evidence states.
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
  /**
   * Categories whose share is smaller in both tables become one, in every metric of categories: an index of many rare ones
   * is large by chance (`psi_by_chance` says how large). Without it none are.
   * @exclusiveMinimum 0
   * @maximum 0.1
   */
  pool_rare?: number;
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

/** `tfdv`: the former name of `tfdv_exact`. */
export type ConventionName = 'gatehouse' | 'evidently' | 'nannyml' | 'tfdv_exact' | 'tfdv' | 'deepchecks';

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
  /**
   * Of the change of a column's share of missing values, under the convention `gatehouse`; 0.1 unless set.
   * @minimum 0
   * @maximum 1
   */
  missing?: number;
}
