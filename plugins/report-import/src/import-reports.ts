import { posix } from 'node:path';
import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import type { Config, Report } from './config.ts';
import { readDbt } from './formats/dbt.ts';
import { readDeepchecks } from './formats/deepchecks.ts';
import { readEvidently } from './formats/evidently.ts';
import { readGreatExpectations } from './formats/great-expectations.ts';
import { readMlflow } from './formats/mlflow.ts';
import { readSoda } from './formats/soda.ts';
import { parseAnomalies, readTfdv } from './formats/tfdv.ts';
import type { Read } from './imported.ts';
import { count, examined, type Imported } from './imported.ts';
import { listFailures } from './list-failures.ts';
import { countChecks, measureReport } from './measure-report.ts';
import { methods } from './methods.ts';
import { parseJson } from './parse-json.ts';
import { isJson, readText } from './read-text.ts';

const readers = {
  evidently: readEvidently,
  deepchecks: readDeepchecks,
  'great-expectations': readGreatExpectations,
  soda: readSoda,
  dbt: readDbt,
  tfdv: readTfdv,
};

/** Reads each report in the form of its tool, then counts and lists all of them alike. */
export function importReports({ config, file, progress }: PluginContext<Config>): Measured {
  refuseDuplicates(config.reports);
  const reports = config.reports.map((report, index): Read => {
    progress(index / config.reports.length, report.path);
    return { report: report.name ?? report.path, format: report.format, ...readReport(report, file) };
  });
  refuseEmpty(reports);
  const checks = reports.flatMap((report) => report.checks);
  const metrics = reports.reduce((sum, report) => sum + report.metrics, 0);
  return {
    examined: reports.reduce((sum, report) => sum + examined(report), 0),
    methods,
    measurements: [...countChecks(reports), ...reports.flatMap(measureReport)],
    headline: {
      checks: checks.length,
      passed: count(checks, 'passed'),
      failed: count(checks, 'failed'),
      warned: count(checks, 'warned'),
      errored: count(checks, 'errored'),
      skipped: count(checks, 'skipped'),
      metrics,
    },
    details: listFailures(reports),
  };
}

function readReport(report: Report, file: (path: string) => string): Imported {
  if (report.format === 'mlflow') return readMlflow(report, file);
  if (report.files ?? report.baseline ?? report.thresholds)
    throw new PluginError(
      'only-mlflow',
      `${report.path}: files, baseline and thresholds are for MLflow runs`,
      'Leave them out, or set `format: mlflow`.',
    );
  return readers[report.format](parseReport(report, file), report.path);
}

function parseReport({ format, path }: Report, file: (path: string) => string): unknown {
  const text = readText(file(path), path);
  return format === 'tfdv' && !isJson(text) ? parseAnomalies(text, path) : parseJson(text, path);
}

/** Examined items of other reports must not hide a report that has none; a single one says so by itself. */
function refuseEmpty(reports: readonly Read[]): void {
  const empty = reports.find((report) => examined(report) === 0);
  if (empty && reports.length > 1)
    throw new PluginError(
      'empty-report',
      `${empty.report} has no check that ran and no metric`,
      'Run its tool again, or take it out of `reports`.',
    );
}

function refuseDuplicates(reports: readonly Report[]): void {
  for (const of of [
    reports.map(({ path }) => posix.normalize(path)),
    reports.map(({ name, path }) => name ?? path),
  ])
    if (new Set(of).size < of.length)
      throw new PluginError(
        'duplicate-report',
        'two reports have one path or name: their checks would count twice',
        'Name each report once, and give each its own `name`.',
      );
}
