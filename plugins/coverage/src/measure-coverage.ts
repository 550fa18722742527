import { posix } from 'node:path';
import {
  decodeUtf8,
  type Measured,
  measureOrigins,
  type PluginContext,
  PluginError,
  type ReportOrigin,
  readReport,
} from '@gatehouse/plugin-kit';
import { compareTotals } from './compare-totals.ts';
import type { Config } from './config.ts';
import type { CoverageReport } from './coverage.ts';
import { listUncovered } from './list-uncovered.ts';
import { type Changed, measureChanged } from './measure-changed.ts';
import { type Merged, mergeReports } from './merge-reports.ts';
import { methods } from './methods.ts';
import { readDiff } from './read-diff.ts';
import { readCoverage } from './read-report.ts';

type Measurement = Measured['measurements'][number];
type Read = { shown: string; report: CoverageReport };

const largestDiff = 64 * 1024 * 1024;

/** Reads all reports, lays them on one another and counts lines; totals of a report are only compared with that. */
export async function measureCoverage(context: PluginContext<Config>): Promise<Measured> {
  const { config, file } = context;
  const reports = readAll(context, config.reports);
  const merged = mergeReports(reports);
  const changed = config.changed === undefined ? undefined : readChanged(config.changed, file, merged);
  const baseline = config.baseline && coverageOf(mergeReports(readAll(context, config.baseline)));
  const totals = compareTotals(
    reports.flatMap(({ shown, report }) => report.totals.map((total) => ({ report: shown, ...total }))),
  );
  const { lines, lines_covered, branches, branches_covered } = merged.counts;
  const measurements = [
    count('lines', lines),
    count('lines_covered', lines_covered, lines),
    share('line_coverage', lines_covered, lines, 'no report has a line'),
    count('branches', branches),
    share('branch_coverage', branches_covered, branches, 'no report names a branch'),
    count('files', merged.sources.size),
    ...(changed ? measuredChange(changed) : []),
    ...(baseline ? [drop(coverageOf(merged), baseline)] : []),
    ...(await measureOrigins(reports.map(originOf), file, config.provenance)),
    count('count_mismatch', totals.found, totals.compared),
  ];
  const headline = [
    'lines',
    'line_coverage',
    'branch_coverage',
    'changed_line_coverage',
    'line_coverage_drop',
  ];
  return {
    // Nothing else is looked at: a report without lines has not examined anything.
    examined: lines,
    methods: Object.fromEntries(
      measurements.map(({ metric }) => [metric, methods[metric]]),
    ) as Measured['methods'],
    measurements,
    headline: Object.fromEntries(
      measurements
        .filter(({ metric }) => headline.includes(metric))
        .map(({ metric, value }) => [metric, value === null ? null : Math.round(value * 1e4) / 1e4]),
    ),
    details: {
      reports: reports.map(({ shown, report: { format, listed } }) => ({
        ...{ report: shown, format },
        ...(listed && { lines_listed: listed.lines, lines_listed_covered: listed.lines_covered }),
      })),
      ...listUncovered(merged.sources, changed),
      ...(merged.unaligned.length > 0 ? { paths_unclear: merged.unaligned } : {}),
      ...totals.details,
    },
  };
}

function readAll({ file, progress }: PluginContext<Config>, paths: readonly string[]): Read[] {
  if (new Set(paths.map((path) => posix.normalize(path))).size < paths.length)
    throw new PluginError('duplicate-report', 'a report is listed twice', 'List each report once.');
  return paths.map((shown, index) => {
    progress(index / paths.length, shown);
    return { shown, report: readCoverage(file(shown), shown) };
  });
}

function originOf({ shown, report: { seconds } }: Read): ReportOrigin {
  return { report: shown, subjects: [], seconds };
}

function readChanged(path: string, file: (path: string) => string, merged: Merged): Changed {
  if (!merged.hasLines)
    throw new PluginError(
      'no-lines',
      'the report has the number of lines alone: which of the changed lines were run cannot be told',
      "List Istanbul's coverage-final.json, or lcov.info, instead.",
    );
  const text = decodeUtf8(readReport(file(path), path, largestDiff), path);
  return measureChanged(readDiff(text, path), merged.sources);
}

function measuredChange({ lines, covered, unknown, unknownFiles }: Changed): Measurement[] {
  return [
    count('changed_lines', lines),
    share('changed_line_coverage', covered, lines, 'the change adds no line that a report knows'),
    count('changed_lines_unknown', unknown, unknownFiles.length),
  ];
}

function coverageOf({ counts }: Merged): { covered: number; lines: number } {
  return { covered: counts.lines_covered, lines: counts.lines };
}

function drop(
  now: { covered: number; lines: number },
  before: { covered: number; lines: number },
): Measurement {
  if (before.lines === 0)
    throw new PluginError('empty-baseline', 'the baseline has no line', 'Measure the baseline again.');
  if (now.lines === 0)
    return { metric: 'line_coverage_drop', value: null, n: 0, labels: {}, note: 'no report has a line' };
  const value = before.covered / before.lines - now.covered / now.lines;
  return { metric: 'line_coverage_drop', value, n: now.lines, labels: {} };
}

function count(metric: string, value: number, n = value): Measurement {
  return { metric, value, n, labels: {} };
}

function share(metric: string, part: number, all: number, note: string): Measurement {
  if (all === 0) return { metric, value: null, n: 0, labels: {}, note };
  return { metric, value: part / all, n: all, labels: {} };
}
