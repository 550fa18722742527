import { type Measured, PluginError } from '@gatehouse/plugin-kit';
import { hasFinite } from './flatten.ts';
import type { Read } from './imported.ts';
import { type Check, count, type Outcome, type Value } from './imported.ts';

type Measurement = Measured['measurements'][number];

const mostListed = 20_000;
const outcomes: Outcome[] = ['passed', 'failed', 'warned', 'errored', 'skipped'];

/** Counts the checks of all reports. Throws PluginError `report-too-large`. */
export function countChecks(reports: readonly Read[], labels: Record<string, string> = {}): Measurement[] {
  const checks = reports.flatMap((report) => report.checks);
  const values = reports.flatMap((report) => report.values);
  const said = reports.flatMap((report) => report.said);
  const sum = (of: 'metrics' | 'unjudged') => reports.reduce((all, report) => all + report[of], 0);
  if (checks.length + values.length > mostListed)
    throw new PluginError(
      'report-too-large',
      `more than ${mostListed} checks and numbers`,
      'Import fewer reports, or ask the tool for less.',
    );
  const n = checks.length;
  const ran = n - count(checks, 'skipped');
  const entries = n + sum('metrics');
  const counted = (metric: string, value: number, of: number) => ({ metric, value, n: of, labels });
  return [
    counted('checks', n, n),
    ...outcomes.map((outcome) => counted(outcome, count(checks, outcome), n)),
    ran === 0
      ? { metric: 'passed_share', value: null, n: 0, labels, note: 'no check ran' }
      : counted('passed_share', count(checks, 'passed') / ran, ran),
    entries === 0
      ? { metric: 'skipped_share', value: null, n: 0, labels, note: 'there is neither check nor metric' }
      : counted('skipped_share', (n - ran) / entries, entries),
    counted('metrics', sum('metrics'), sum('metrics')),
    counted('unjudged', sum('unjudged'), sum('unjudged')),
    counted('non_finite', values.filter((one) => !hasFinite([one])).length, values.length),
    said.length === 0
      ? { metric: 'count_mismatch', value: null, n: 0, labels, note: 'no report says how many passed' }
      : counted('count_mismatch', said.filter((one) => one.said !== one.counted).length, said.length),
  ];
}

/** Counts the checks of one report, and gives each of its checks and each of its numbers. */
export function measureReport(read: Read): Measurement[] {
  const labels = { report: read.report, format: read.format };
  return [
    ...countChecks([read], labels),
    ...distinct([
      ...read.checks.map((check) => ofCheck(check, labels)),
      ...read.values.map((value) => ofValue(value, labels)),
    ]),
  ];
}

function ofCheck({ name, outcome, labels, note }: Check, of: Record<string, string>): Measurement {
  const measured = { metric: 'check_passed', n: 1, labels: { ...clean(labels), ...of, check: clip(name) } };
  if (outcome === 'errored' || outcome === 'skipped')
    return { ...measured, n: 0, value: null, note: outcome };
  const told = outcome === 'warned' ? outcome : note;
  return { ...measured, value: outcome === 'passed' ? 1 : 0, ...(told !== undefined && { note: told }) };
}

function ofValue({ name, value, n = 1, labels }: Value, of: Record<string, string>): Measurement {
  const measured = { metric: 'value', n, labels: { ...clean(labels), ...of, name: clip(name) } };
  if (typeof value === 'bigint')
    return { ...measured, value: Number(value), note: `${value} in the report, rounded here` };
  return value !== null && Number.isFinite(value)
    ? { ...measured, value }
    : { ...measured, value: null, note: `${value} in the report` };
}

function clean(labels: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, text]) => [key, clip(text)]));
}

function clip(text: string): string {
  return (text.length > 200 ? `${text.slice(0, 200)}…` : text).toWellFormed();
}

// A tool may check the same thing twice: the second says so.
function distinct(measurements: readonly Measurement[]): Measurement[] {
  const seen = new Map<string, number>();
  return measurements.map((one) => {
    const key = JSON.stringify([one.metric, Object.entries(one.labels).sort()]);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before === 0 ? one : { ...one, labels: { ...one.labels, nr: String(before + 1) } };
  });
}
