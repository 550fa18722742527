import { definePlugin, type InputPath } from '@gatehouse/plugin-kit';
import { importReports } from './import-reports.ts';

export interface Config {
  /**
   * The reports.
   * @minItems 1
   */
  reports: Report[];
}

export interface Report {
  /** Which tool wrote it; nothing is guessed. */
  format: 'evidently' | 'deepchecks' | 'great-expectations' | 'mlflow' | 'soda' | 'dbt' | 'tfdv';
  /** The report; of an MLflow run the `meta.yaml` of its folder. */
  path: InputPath;
  /** The label `report` of its measurements; without it, its path. */
  name?: string;
  /** Of an MLflow run: its files in `metrics/`, `params/` and `tags/`. Only what is listed is read. */
  files?: InputPath[];
  /** Of an MLflow run: the run to compare with. */
  baseline?: Run;
  /** Of an MLflow run: what is demanded of a metric, by its name. */
  thresholds?: Record<string, Threshold>;
}

export interface Run {
  /** The `meta.yaml` of the run's folder. */
  path: InputPath;
  /** The run's files in `metrics/`. */
  files: InputPath[];
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

export const plugin = definePlugin<Config>({
  summary:
    'Imports the reports of Evidently, Deepchecks, Great Expectations, MLflow, Soda, dbt and TensorFlow Data Validation: ' +
    'how each check went, and the numbers beside it.',
  limits: { seconds: 120, memory_mb: 2048 },
  measure: importReports,
});
