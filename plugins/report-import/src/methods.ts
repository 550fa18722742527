import type { Measured } from '@gatehouse/plugin-kit';

/** How each metric is computed. */
export const methods: Measured['methods'] = {
  checks: method(
    'entries of the reports with a verdict of their tool, or without one because it failed or was skipped',
  ),
  passed: method('checks whose tool says that they passed, without reservation'),
  failed: method('checks whose tool says that they failed; thresholds of MLflow metrics that are not met'),
  warned: method(
    'checks whose tool warns (Evidently WARNING, Deepchecks WARN, Soda and dbt warn, TFDV WARNING)',
  ),
  errored: method('checks that could not be computed, also where the tool counts them as failed'),
  skipped: method(
    'checks that were not computed, or that held because there was no value (Great Expectations)',
  ),
  passed_share: method('passed / (checks - skipped): what errored did not pass; n: checks - skipped'),
  check_passed: method('1 passed, 0 failed or warned (the note says which), null errored or skipped'),
  metrics: method(
    'metrics that a tool measured without a verdict (Evidently, Deepchecks, MLflow) and that have a finite number',
  ),
  unjudged: method('entries that are neither check nor metric, such as dbt models that were built'),
  value: method(
    'a number as it stands in the report; true is 1, false 0; NaN, infinities and null are null; lists are left out',
    {
      mlflow: 'the entry of the highest (step, timestamp, value), as MLflow; n: entries',
      threshold_margin: 'value - threshold; the other way round where less is better',
      absolute_change: 'value - baseline; the other way round where less is better',
      relative_change: 'absolute_change / |baseline|, as MLflow since 3; without one for a baseline of zero',
      n: 'the items that the report gives, else 1',
    },
  ),
  non_finite: method('numbers of the reports that are NaN, infinite or null; n: numbers'),
  count_mismatch: method('counts and verdicts that a report gives of itself and that its checks contradict'),
};

function method(definition: string, parameters: Record<string, unknown> = {}) {
  return { definition, parameters };
}
