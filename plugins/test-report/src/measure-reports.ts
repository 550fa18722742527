import { readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import {
  type Measured,
  measureOrigins,
  type PluginContext,
  PluginError,
  type ReportOrigin,
} from '@gatehouse/plugin-kit';
import { parseXml } from '@gatehouse/plugin-kit/xml';
import type { Case } from './case.ts';
import { compareCounts } from './compare-counts.ts';
import type { Config } from './config.ts';
import { countCases } from './count-cases.ts';
import { listCases } from './list-cases.ts';
import { methods } from './methods.ts';
import { readOrigin } from './read-origin.ts';
import { readSuites, type Suite } from './read-suites.ts';

/** A report is refused above this; the largest real ones, with all output of the tests, stay below. */
const largestReport = 64 * 1024 * 1024;

/** The fields of the configuration under which a report has a kind. */
const kinds = ['unit', 'integration', 'end_to_end', 'contract'] as const;

/** Reads all reports, then counts their cases: the attributes of the suites are only compared with that. */
export async function measureReports({ config, file, progress }: PluginContext<Config>): Promise<Measured> {
  const listed = listReports(config);
  const reports = listed.map(({ report, kind }, index) => {
    progress(index / listed.length, report);
    return { kind, ...readReport(file(report), report) };
  });
  const suites = reports.flatMap((one) => one.suites);
  const origins = reports.map(({ origin }) => origin);
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
      ...kinds.flatMap((kind) => {
        const ofKind = reports.filter((one) => one.kind === kind);
        const cases = ofKind.flatMap((one) => one.suites.flatMap((suite) => suite.cases));
        return ofKind.length === 0 ? [] : countCases(cases, { kind }).measurements;
      }),
      ...(await measureOrigins(origins, file, config.provenance)),
      ...[...bySuite].flatMap(([suite, cases]) => countCases(cases, { suite }).measurements),
    ],
    headline: { tests, passed, failed, errored, skipped },
    details: { ...listCases(suites), ...mismatches.details },
  };
}

function listReports(config: Config): { report: string; kind: string }[] {
  const listed = (['reports', ...kinds] as const).flatMap((kind) =>
    (config[kind] ?? []).map((report) => ({ report, kind })),
  );
  if (listed.length === 0)
    throw new PluginError(
      'no-report',
      'no report is listed',
      `List the reports of the tests under their kind (${kinds.join(', ')}), or under reports.`,
    );
  if (new Set(listed.map(({ report }) => posix.normalize(report))).size < listed.length)
    throw new PluginError('duplicate-report', 'a report is listed twice: its tests would count twice');
  return listed;
}

function readReport(file: string, report: string): { suites: Suite[]; origin: ReportOrigin } {
  const { size } = statSync(file);
  if (size > largestReport)
    throw new PluginError(
      'report-too-large',
      `${report} has ${size} bytes; at most ${largestReport} are read`,
      'Leave the output of the tests out of the report, or split it.',
    );
  const root = parseXml(readFileSync(file), report);
  return { suites: readSuites(root, report), origin: readOrigin(root, report) };
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
