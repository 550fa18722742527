import { PluginError } from '@gatehouse/plugin-kit';
import { flatten, hasFinite, numericOf } from '../flatten.ts';
import { type Check, count, type Imported, listed, type Outcome, type Value } from '../imported.ts';
import { type Fields, fieldsOf, isFields, listOf, maybeText, meaningOf, textOf, textsOf } from '../shape.ts';
import { reduceSnapshot } from './evidently-snapshot.ts';

const outcomes: Record<string, Outcome> = {
  SUCCESS: 'passed',
  FAIL: 'failed',
  WARNING: 'warned',
  ERROR: 'errored',
  SKIPPED: 'skipped',
};

const saved = 'Write it with `save_json`.';

/**
 * Evidently's JSON: of a report (`metrics` with `metric` and `result`) or a test suite (`tests`, `summary`) up to 0.6,
 * and of a run (`metrics` with `id` and `value`, `tests`) since,
 * also in its full form. Throws PluginError `unknown-shape`, `unknown-version`.
 */
export function readEvidently(value: unknown, shown: string): Imported {
  const whole = fieldsOf(value, shown);
  const report = whole.metric_results === undefined ? whole : reduceSnapshot(whole, shown);
  if (report.metrics === undefined && report.tests === undefined)
    throw new PluginError('unknown-shape', `${shown} has neither \`metrics\` nor \`tests\``, saved);
  if (report.version !== undefined && !/^0\.\d+/.test(maybeText(report.version) ?? ''))
    throw new PluginError(
      'unknown-version',
      `${shown} is of another version of Evidently than 0.x`,
      'Write it with a version of 0.x.',
    );
  const tests = report.tests === undefined ? [] : listOf(report.tests, `${shown}: tests`);
  const metrics = report.metrics === undefined ? [] : listOf(report.metrics, `${shown}: metrics`);
  const read = tests.map((test, i) => readTest(test, `${shown}: tests[${i}]`));
  const checks = read.map(({ check }) => check);
  const measured = metrics.map((metric, i) => readMetric(metric, `${shown}: metrics[${i}]`));
  // A table, a curve, or counts by values of the data.
  const unjudged = measured.filter(({ values }) => !hasFinite(values)).map(({ name }) => name);
  return {
    about: {
      tool: `evidently ${maybeText(report.version) ?? ''}`.trim(),
      suite: maybeText(report.name),
      time: maybeText(report.timestamp),
    },
    checks,
    values: [...measured, ...read].flatMap(({ values }) => values),
    metrics: measured.length - unjudged.length,
    unjudged: unjudged.length,
    said: summaryOf(report.summary, checks),
    ...listed(unjudged),
  };
}

function readMetric(value: unknown, at: string): { name: string; values: Value[] } {
  const metric = fieldsOf(value, at);
  if (metric.metric !== undefined) {
    const name = textOf(metric.metric, `${at}.metric`);
    const result = fieldsOf(metric.result, `${at}.result`);
    const labels = textsOf({ column: result.column_name, method: result.stattest_name });
    return {
      name,
      values: flatten(result).map(([path, number]) => ({ name: `${name}.${path}`, value: number, labels })),
    };
  }
  // 0.6 wrote `metric_id`, 0.7 writes `metric_name` and `config`.
  const name = textOf(metric.metric_name ?? metric.metric_id, `${at}.metric_name`);
  if (metric.value === undefined) throw new PluginError('unknown-shape', `${at} has no \`value\``, saved);
  const { column, method, k } = isFields(metric.config) ? metric.config : {};
  const labels = textsOf({ column, method });
  const single = atRank(metric.value, k);
  return {
    name,
    values: flatten(single ?? withoutCategories(metric.value)).map(([path, number]) => ({
      name: path === '' ? name : `${name}.${path}`,
      value: number,
      labels,
    })),
  };
}

/**
 * Of a metric of recommendations, a table of all ranks, the value at the rank `k` of its configuration. Its rows count: for
 * NDCG, Evidently 0.7 writes ranks that are too high by one.
 */
function atRank(value: unknown, k: unknown): unknown {
  if (!isFields(value) || !isFields(value.rank) || !isFields(value.value) || typeof k !== 'number')
    return undefined;
  return value.value[String(k - 1)];
}

// What is counted by category has the values of the data for names.
function withoutCategories(value: unknown): unknown {
  return isFields(value)
    ? Object.fromEntries(Object.entries(value).filter(([, inner]) => !isFields(inner)))
    : value;
}

function readTest(value: unknown, at: string): { check: Check; values: Value[] } {
  const test = fieldsOf(value, at);
  const name = textOf(test.name, `${at}.name`);
  const labels = textsOf({ column: columnOf(test) });
  const number = isFields(test.parameters) ? numericOf(test.parameters.value) : undefined;
  return {
    check: {
      ...{ name, labels, message: maybeText(test.description) },
      outcome: meaningOf(test.status, outcomes, `${at}.status`),
    },
    values: number === undefined ? [] : [{ name, value: number, labels }],
  };
}

function columnOf({ parameters, metric_config: config }: Fields): string | undefined {
  if (isFields(parameters)) return maybeText(parameters.column_name);
  return isFields(config) && isFields(config.params) ? maybeText(config.params.column) : undefined;
}

// Evidently counts a test that warns as one of `success_tests`.
function summaryOf(value: unknown, checks: readonly Check[]): Imported['said'] {
  if (!isFields(value)) return [];
  const counted: Record<string, number | boolean> = {
    total_tests: checks.length,
    success_tests: count(checks, 'passed', 'warned'),
    failed_tests: count(checks, 'failed'),
    all_passed: count(checks, 'passed', 'warned') === checks.length,
  };
  return Object.entries(counted).flatMap(([what, number]) => {
    const said = value[what];
    return typeof said === 'number' || typeof said === 'boolean' ? [{ what, said, counted: number }] : [];
  });
}
