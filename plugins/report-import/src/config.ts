import type { InputPath } from '@gatehouse/plugin-kit';

export interface Config {
  /**
   * The reports.
   * @minItems 1
   */
  reports: Report[];
}

export interface Report {
  /**
   * Which tool wrote it; nothing is guessed, and any other version or form is refused. Evidently 0.x: `save_json`, `json()`,
   * `dumps()`. Deepchecks 0.x: `to_json()`. Great Expectations 0.x and 1.x: a validation result or that of a checkpoint as
   * JSON, or `describe()` of either. MLflow: what `mlflow runs describe` or REST `runs/get` answers, or a run of the file
   * store. Soda Core 3: the results of a scan; Soda Core 4: as exported below. dbt since 1.0: `run_results.json` v4 to v6 of
   * `build`, `test`, `retry`, `run`, `seed` or `snapshot`, and `sources.json` v3. TensorFlow Data Validation: the Anomalies
   * message as JSON or in text format (.pbtxt).
   */
  format: 'evidently' | 'deepchecks' | 'great-expectations' | 'mlflow' | 'soda' | 'dbt' | 'tfdv';
  /** The report; of an MLflow run its JSON, or the `meta.yaml` of its folder. */
  path: InputPath;
  /** The label `report` of its measurements; without it, its path. */
  name?: string;
  /** Of an MLflow run of the file store: its files in `metrics/`, `params/` and `tags/`. Only what is listed is read. */
  files?: InputPath[];
  /** Of an MLflow run: the run to compare with. */
  baseline?: Run;
  /** Of an MLflow run: what is demanded of a metric, by its name. */
  thresholds?: Record<string, Threshold>;
}

export interface Run {
  /** The run's JSON, or the `meta.yaml` of its folder. */
  path: InputPath;
  /** Of the file store: the run's files in `metrics/`. */
  files?: InputPath[];
}

/** As MLflow's `MetricThreshold`: at least one of the first three. */
export interface Threshold {
  /** The lowest value, or the highest where less is better. */
  threshold?: number;
  /**
   * By how much the metric must be better than that of the baseline.
   * @exclusiveMinimum 0
   */
  min_absolute_change?: number;
  /**
   * The same as a share of the baseline's metric.
   * @minimum 0
   * @maximum 1
   */
  min_relative_change?: number;
  /** Whether more is better. */
  greater_is_better: boolean;
}
