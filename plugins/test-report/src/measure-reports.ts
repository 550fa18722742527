import { readFileSync, statSync } from 'node:fs';
import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import { parseXml } from '@gatehouse/plugin-kit/xml';
import type { Case } from './case.ts';
import { compareCounts } from './compare-counts.ts';
import type { Config } from './config.ts';
import { countCases } from './count-cases.ts';
import { listCases } from './list-cases.ts';
import { methods } from './methods.ts';
import { readSuites, type Suite } from './read-suites.ts';

/** A report is refused above this; the largest real ones, with all output of the tests, stay below. */
const largestReport = 64 * 1024 * 1024;

/** Reads all reports, then counts their cases: the attributes of the suites are only compared with that. */
export function measureReports({ config, file, progress }: PluginContext<Config>): Measured {
  if (new Set(config.reports).size < config.reports.length)
    throw new PluginError('duplicate-report', 'a report is listed twice: its tests would count twice');
  const suites = config.reports.flatMap((report, index) => {
    progress(index / config.reports.length, report);
    return readReport(file(report), report);
  });
  const overall = countCases(suites.flatMap(({ cases }) => cases));
  const bySuite = casesBySuite(suites.filter(isCounted));
  const mismatches = compareCounts(suites);
  const { tests, passed, failed, errored, skipped } = overall.counts;
  return {
    // A case that was skipped tells nothing: a report of nothing else has not examined anything.
    examined: tests - skipped,
    methods,
    measurements: [
      ...overall.measurements,
      tests === 0
        ? { metric: 'skipped_share', value: null, n: 0, labels: {}, note: 'there is no test case' }
        : { metric: 'skipped_share', value: skipped / tests, n: tests, labels: {} },
      { metric: 'count_mismatch', value: mismatches.found.length, n: mismatches.compared, labels: {} },
      { metric: 'unlisted_failures', value: mismatches.hiding.length, n: suites.length, labels: {} },
      ...[...bySuite].flatMap(([suite, cases]) => countCases(cases, { suite }).measurements),
    ],
    headline: { tests, passed, failed, errored, skipped },
    details: { ...listCases(suites), ...mismatches.details },
  };
}

function readReport(file: string, report: string): Suite[] {
  const { size } = statSync(file);
  if (size > largestReport)
    throw new PluginError(
      'report-too-large',
      `${report} has ${size} bytes; at most ${largestReport} are read`,
      'Leave the output of the tests out of the report, or split it.',
    );
  return readSuites(parseXml(readFileSync(file), report), report);
}

// A suite of suites has no number of its own; an empty suite has: zero tests.
function isCounted(suite: Suite): boolean {
  return suite.cases.length > 0 || !suite.hasSuites;
}

// Reports of several runs can have suites of the same name.
function casesBySuite(suites: readonly Suite[]): Map<string, Case[]> {
  const found = new Map<string, Case[]>();
  for (const { name, cases } of suites) {
    const known = found.get(name);
    if (known) known.push(...cases);
    else found.set(name, [...cases]);
  }
  return found;
}
