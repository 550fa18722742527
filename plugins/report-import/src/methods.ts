import { type Measured, method } from '@gatehouse/plugin-kit';

/** How each metric is computed, with every word of a report that has a meaning: any other is refused. */
export const methods: Measured['methods'] = {
  checks: method(
    'entries of the reports with a verdict of their tool, or without one because it failed or was skipped',
  ),
  passed: method(
    'checks whose tool says that they passed, without reservation: Evidently SUCCESS; Deepchecks PASS; Great Expectations ' +
      '`success` true; Soda 3 pass; Soda 4 PASSED; dbt pass; TFDV a feature of the baseline without an anomaly; MLflow a ' +
      'threshold that is met',
  ),
  failed: method(
    'checks whose tool says that they failed: Evidently FAIL; Deepchecks FAIL; Great Expectations `success` false, of ' +
      'severity critical, any other or none; Soda 3 fail; Soda 4 FAILED; dbt fail, partial success, of the freshness of a source error; TFDV ERROR, UNKNOWN; MLflow a ' +
      'threshold that is not met',
  ),
  warned: method(
    'checks whose tool warns: Evidently WARNING; Deepchecks WARN; Great Expectations `success` false of severity warning ' +
      'or info; Soda 3 warn; Soda 4 WARN; dbt warn; TFDV WARNING',
  ),
  errored: method(
    'checks that could not be computed, also where the tool counts them as failed: Evidently ERROR; Deepchecks ERROR and ' +
      'what raised; Great Expectations what raised; Soda a scan with errors; dbt error, runtime error; TFDV without data; ' +
      'MLflow a run that is not FINISHED, a threshold without its metric',
  ),
  skipped: method(
    'checks that were not computed, or that held because there was no value: Evidently SKIPPED; Deepchecks what was not ' +
      'run for want of a model, a label or another data set; Great Expectations `success` null, or true of no value; Soda 3 ' +
      'null, and NOT EVALUATED in the log; Soda 4 NOT_EVALUATED, EXCLUDED; dbt skipped, no-op, reused, of a test success ' +
      '(it was compiled) or with --empty, of a source without a limit; TFDV features that are exempt',
  ),
  passed_share: method('passed / (checks - skipped): what errored did not pass; n: checks - skipped'),
  skipped_share: method('skipped / (checks + metrics); n: checks + metrics'),
  check_passed: method('1 passed, 0 failed or warned (the note says which), null errored or skipped'),
  metrics: method(
    'metrics that a tool measured without a verdict (Evidently, Deepchecks, MLflow) and that have a finite number',
  ),
  unjudged: method(
    'entries that are neither check nor metric: dbt models that were built; tables, curves and counts by value of ' +
      'Evidently and Deepchecks, which `details` names',
  ),
  value: method(
    'a number as it stands in the report; true is 1, false 0; NaN, infinities and null are null; lists are left out',
    {
      mlflow: 'the entry of the highest (step, timestamp, value), as MLflow; n: entries',
      threshold_margin: 'value - threshold; the other way round where less is better',
      absolute_change: 'value - baseline; the other way round where less is better',
      relative_change: 'absolute_change / |baseline|, as MLflow since 3; without one for a baseline of zero',
      evidently_recommendations: 'of a table by rank the value at k',
      n: 'the items that the report gives, else 1',
    },
  ),
  non_finite: method('numbers of the reports that are NaN, infinite or null; n: numbers'),
  count_mismatch: method('counts and verdicts that a report gives of itself and that its checks contradict'),
};
