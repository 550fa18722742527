import { posix } from 'node:path';
import { clip, type Measured, measureOrigins, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { countResults } from './count-results.ts';
import { listFindings } from './list-findings.ts';
import { methods } from './methods.ts';
import { readScans } from './read-report.ts';
import type { Scan } from './scan.ts';

type Measurement = Measured['measurements'][number];

/** Reads all runs of all reports, and counts what they found. */
export async function measureScans(context: PluginContext<Config>): Promise<Measured> {
  const { config, file } = context;
  const scans = readAll(context, config.reports);
  const baseline = config.baseline && readAll(context, config.baseline);
  const examined = scans.reduce((sum, scan) => sum + examinedBy(scan), 0);
  const failed = scans.filter(({ failure }) => failure !== undefined);
  const silent = scans.filter(({ hasScanned }) => !hasScanned);
  const counts = countResults(scans, baseline, examined);
  const measurements: Measurement[] = [
    ...(examined === 0 ? counts.map(unmeasured) : counts),
    { metric: 'failed_runs', value: failed.length, n: scans.length, labels: {} },
    { metric: 'runs_without_results', value: silent.length, n: scans.length, labels: {} },
    ...scans.map(({ report, tool, version, rules }) => ({
      ...{ metric: 'rules', value: rules, n: rules },
      labels: { report, tool: clip(tool), ...(version !== undefined && { version: clip(version) }) },
    })),
    ...(await measureOrigins(scans, file, config.provenance)),
  ];
  const headline = ['error', 'warning', 'note', 'new', 'suppressed', 'failed_runs'];
  return {
    examined,
    methods,
    measurements,
    headline: Object.fromEntries(
      measurements
        .filter(({ metric, labels }) => headline.includes(metric) && Object.keys(labels).length === 0)
        .map(({ metric, value }) => [metric, value]),
    ),
    details: {
      ...listFindings(scans),
      ...(failed.length > 0 && {
        failed: failed.map(({ report, tool, failure }) => ({ report, tool: clip(tool), failure })),
      }),
    },
  };
}

function readAll({ file, progress }: PluginContext<Config>, paths: readonly string[]): Scan[] {
  if (new Set(paths.map((path) => posix.normalize(path))).size < paths.length)
    throw new PluginError('duplicate-report', 'a report is listed twice', 'List each report once.');
  return paths.flatMap((shown, index) => {
    progress(index / paths.length, shown);
    const scans = readScans(file(shown), shown);
    // What other reports looked at must not hide that this one looked at nothing; a single one says so by itself.
    if (paths.length > 1 && scans.every((scan) => examinedBy(scan) === 0))
      throw new PluginError(
        'nothing-scanned',
        `${shown} does not show that anything was looked at`,
        'Scan again, so that the report names its rules, its files, or that its tool ran to its end.',
      );
    return scans;
  });
}

/** Rules that could have found something, files that were looked at, results, and the word of the tool that it was done. */
function examinedBy({ hasScanned, rules, files, results, isComplete }: Scan): number {
  return hasScanned ? rules + files + results.length + (isComplete ? 1 : 0) : 0;
}

function unmeasured(one: Measurement): Measurement {
  return { ...one, value: null, n: 0, note: 'no report shows that anything was looked at' };
}
