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
import { readSodaContracts } from './soda-contracts.ts';
import { readSodaLog } from './soda-log.ts';

const outcomes: Record<string, Outcome> = { pass: 'passed', warn: 'warned', fail: 'failed' };
const flags = { hasFailures: 'failed', hasWarnings: 'warned' } as const;

/**
 * The results of a Soda scan: Soda Core 3, `scan.get_scan_results()` or `soda scan -srf`, or of Soda Core 4 what README.md
 * exports. A scan leaves out the checks that it could not evaluate: those that its log tells of are skipped, and one with
 * errors in its log has one more check, errored. Throws PluginError `unknown-shape`.
 */
export function readSoda(value: unknown, shown: string): Imported {
  const scan = fieldsOf(value, shown);
  if (scan.contract_verification_results !== undefined) return readSodaContracts(scan, shown);
  const listed = listOf(scan.checks, `${shown}: checks`);
  const automated = scan.automatedMonitoringChecks ?? [];
  const all = [...listed, ...listOf(automated, `${shown}: automatedMonitoringChecks`)];
  const checks = all.map((check, i) => readCheck(check, `${shown}: checks[${i}]`));
  const metrics = listOf(scan.metrics ?? [], `${shown}: metrics`);
  const users = usersOf(all.filter(isFields));
  const hasErrors = flagOf(scan.hasErrors, `${shown}: hasErrors`);
  const log = readSodaLog(scan.logs);
  const left = log.notEvaluated ?? (hasErrors ? [] : withoutCheck(metrics, users));
  // Soda Cloud is sent some of them, without an outcome.
  const known = count(checks, 'skipped');
  return {
    about: {
      tool: log.version ?? 'Soda Core',
      suite: maybeText(scan.definitionName),
      time: maybeText(scan.scanStartTimestamp),
    },
    checks: [
      ...checks,
      ...left
        .slice(known)
        .map((name) => ({ name, outcome: 'skipped' as const, message: 'it was not evaluated' })),
      ...(hasErrors
        ? [{ name: 'scan', outcome: 'errored' as const, message: 'the scan logged errors' }]
        : []),
    ],
    values: metrics.flatMap((metric) => readMetric(metric, users)),
    metrics: 0,
    unjudged: 0,
    said: [
      ...Object.entries(flags).map(([what, outcome]) => ({
        what,
        said: flagOf(scan[what], `${shown}: ${what}`),
        counted: count(checks, outcome) > 0,
      })),
      ...Object.entries(log.counts).map(([outcome, said]) => ({
        what: `checks ${outcome} in the log`,
        said,
        counted: count(checks, outcome as Outcome),
      })),
    ],
  };
}

// Without a log, a metric that was not computed and that no check has tells of a check that is not listed.
function withoutCheck(metrics: readonly unknown[], users: Map<unknown, Fields>): string[] {
  return metrics
    .filter(isFields)
    .filter(({ value, identity }) => value === null && !users.has(identity))
    .map(({ metricName }) => `a check of ${maybeText(metricName) ?? 'a metric'}`);
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
