import { numericOf } from '../flatten.ts';
import { type Check, count, type Imported, type Outcome, type Value } from '../imported.ts';
import {
  type Fields,
  fieldsOf,
  flagOf,
  isFields,
  listOf,
  maybeText,
  meaningOf,
  textOf,
  textsOf,
} from '../shape.ts';

const outcomes: Record<string, Outcome> = { pass: 'passed', warn: 'warned', fail: 'failed' };
const flags = { hasFailures: 'failed', hasWarnings: 'warned' } as const;

/**
 * The results of a Soda scan (Soda Core 3, `scan.get_scan_results()` or `soda scan -srf`). A scan with errors in its
 * log leaves out the checks that it could not evaluate: that is one more check, errored. Throws PluginError
 * `unknown-shape`.
 */
export function readSoda(value: unknown, shown: string): Imported {
  const scan = fieldsOf(value, shown);
  const listed = listOf(scan.checks, `${shown}: checks`);
  const automated = scan.automatedMonitoringChecks ?? [];
  const all = [...listed, ...listOf(automated, `${shown}: automatedMonitoringChecks`)];
  const checks = all.map((check, i) => readCheck(check, `${shown}: checks[${i}]`));
  const users = usersOf(all.filter(isFields));
  const hasErrors = flagOf(scan.hasErrors, `${shown}: hasErrors`);
  return {
    about: {
      tool: versionOf(scan.logs) ?? 'Soda Core',
      suite: maybeText(scan.definitionName),
      time: maybeText(scan.scanStartTimestamp),
    },
    checks: hasErrors
      ? [...checks, { name: 'scan', outcome: 'errored', message: 'the scan logged errors' }]
      : checks,
    values: listOf(scan.metrics ?? [], `${shown}: metrics`).flatMap((metric) => readMetric(metric, users)),
    metrics: 0,
    unjudged: 0,
    said: Object.entries(flags).map(([what, outcome]) => ({
      what,
      said: flagOf(scan[what], `${shown}: ${what}`),
      counted: count(checks, outcome) > 0,
    })),
  };
}

// Soda Core names its version in the first line of its log.
function versionOf(logs: unknown): string | undefined {
  const messages = Array.isArray(logs) ? logs.filter(isFields).map(({ message }) => message) : [];
  return messages.map(maybeText).find((message) => /^Soda Core [\d.]+$/.test(message ?? ''));
}

function readCheck(value: unknown, at: string): Check {
  const check = fieldsOf(value, at);
  const reasons = Array.isArray(check.outcomeReasons) ? check.outcomeReasons.filter(isFields) : [];
  return {
    name: textOf(check.name, `${at}.name`),
    // Without an outcome Soda had not enough to go by.
    outcome: check.outcome === null ? 'skipped' : meaningOf(check.outcome, outcomes, `${at}.outcome`),
    labels: textsOf({ table: check.table, column: check.column }),
    message: maybeText(reasons[0]?.message),
  };
}

/** By the identity of a metric: a check that uses it. */
function usersOf(checks: readonly Fields[]): Map<unknown, Fields> {
  return new Map(
    checks.flatMap((check) =>
      Array.isArray(check.metrics) ? check.metrics.map((metric): [unknown, Fields] => [metric, check]) : [],
    ),
  );
}

// Table and column often stand only in the checks that use the metric.
function readMetric(value: unknown, users: Map<unknown, Fields>): Value[] {
  const metric = isFields(value) ? value : {};
  const number = numericOf(metric.value);
  const name = maybeText(metric.metricName);
  if (number === undefined || name === undefined) return [];
  const user = users.get(metric.identity);
  const labels = textsOf({
    table: metric.tableName ?? user?.table,
    column: metric.columnName ?? user?.column,
  });
  return [{ name, value: number, labels }];
}
