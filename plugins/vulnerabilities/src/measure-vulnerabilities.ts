import { posix } from 'node:path';
import {
  type Measured,
  measureOrigins,
  type PluginContext,
  PluginError,
  type ReportOrigin,
  secondsOf,
} from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { countHoles } from './count-holes.ts';
import { aboutReport, countEntries, digestsOf, labelsOf } from './describe-report.ts';
import { listHoles } from './list-holes.ts';
import { mergeFindings } from './merge-findings.ts';
import { methodsOf } from './methods.ts';
import { readScans } from './read-scan.ts';
import { readEpss, readKnownExploited } from './read-snapshots.ts';
import type { Scan } from './scan.ts';
import { databaseAge } from './times.ts';

type Measurement = Measured['measurements'][number];
type Read = { shown: string; scan: Scan };

/** Reads all reports, makes one of the findings that are the same, and counts them. */
export async function measureVulnerabilities(context: PluginContext<Config>): Promise<Measured> {
  const { config, file } = context;
  const reads = readAll(context);
  const holes = mergeFindings(
    reads.flatMap(({ shown, scan }) => scan.findings.map((one) => ({ ...one, report: shown }))),
  );
  const open = holes.filter(({ suppressed }) => suppressed === undefined);
  const known =
    config.known_exploited && readKnownExploited(file(config.known_exploited), config.known_exploited);
  const wanted = new Set(open.flatMap(({ cves }) => cves));
  const epss = config.epss && readEpss(file(config.epss), config.epss, wanted);
  const packages = countPackages(reads);
  const reports = reads.map(({ shown, scan }) => aboutReport(shown, scan));
  const totals = reads.flatMap(({ shown, scan }) =>
    (scan.totals ?? []).map((total) => ({ report: shown, ...total })),
  );
  const mismatches = totals.filter(({ said, counted }) => said !== counted);
  const counts = countHoles(open, packages, known || undefined, epss || undefined);
  const measurements: Measurement[] = [
    ...counts,
    { metric: 'suppressed', value: holes.length - open.length, n: packages, labels: {} },
    { metric: 'packages', value: packages, n: packages, labels: {} },
    ...reads.map(({ shown, scan }) => ({
      ...{ metric: 'packages', value: countPackages([{ shown, scan }]), n: countPackages([{ shown, scan }]) },
      labels: labelsOf(shown, scan),
    })),
    sumOf('packages_skipped', reads, ({ skipped = 0 }) => skipped, packages),
    sumOf('systems_unsupported', reads, ({ isEndOfLife }) => (isEndOfLife ? 1 : 0), reads.length),
    measuredAge(reads),
    ...(await measureOrigins(reads.map(originOf), file, config.provenance)),
    { metric: 'count_mismatch', value: mismatches.length, n: totals.length, labels: {} },
  ];
  const note = packages === 0 ? (reads[0]?.scan.emptyBecause ?? 'there is no report') : undefined;
  const said = note === undefined ? measurements : measurements.map((one) => unmeasured(one, note));
  return {
    examined: packages,
    methods: methodsOf(reports, known || undefined, epss || undefined),
    measurements: said,
    headline: headlineOf(said),
    details: {
      reports: reads.map(({ shown, scan }) => ({ ...aboutReport(shown, scan), entries: countEntries(scan) })),
      ...listHoles(holes, (known || undefined)?.cves ?? new Set()),
      ...(mismatches.length > 0 && { count_mismatches: mismatches }),
    },
  };
}

function readAll({ config, file, progress }: PluginContext<Config>): Read[] {
  if (new Set(config.reports.map((path) => posix.normalize(path))).size < config.reports.length)
    throw new PluginError('duplicate-report', 'a report is listed twice', 'List each report once.');
  return config.reports.flatMap((shown, index) => {
    progress(index / config.reports.length, shown);
    const scans = readScans(file(shown), shown);
    const reads = scans.map((scan, at) => ({ shown: scans.length > 1 ? `${shown}[${at}]` : shown, scan }));
    // What other reports looked at must not hide that this one looked at nothing; a single one says so by itself.
    if (config.reports.length > 1 && countPackages(reads) === 0)
      throw new PluginError(
        'nothing-scanned',
        `${shown} does not show that any package was looked at: ${scans[0]?.emptyBecause}`,
        'Scan again so that the report names the packages, or take it out of `reports`.',
      );
    return reads;
  });
}

/** At least so many: two reports of one image look at the same packages, and not all name them. */
function countPackages(reads: readonly Read[]): number {
  const named = new Set(
    reads.flatMap(({ scan }) => [...scan.packages, ...scan.findings.map((one) => one.package.key)]),
  );
  return Math.max(named.size, ...reads.map(({ scan }) => scan.packageCount ?? 0));
}

function sumOf(metric: string, reads: readonly Read[], of: (scan: Scan) => number, n: number): Measurement {
  return { metric, value: reads.reduce((sum, { scan }) => sum + of(scan), 0), n, labels: {} };
}

function measuredAge(reads: readonly Read[]): Measurement {
  const ages = reads.flatMap(({ shown, scan }) => databaseAge(scan.about, shown) ?? []);
  return ages.length === 0
    ? none('database_age_days', 'no report says when it was written and when its database was built')
    : { metric: 'database_age_days', value: Math.max(...ages), n: ages.length, labels: {} };
}

function originOf({ shown, scan: { about } }: Read): ReportOrigin {
  return { report: shown, subjects: digestsOf(about.digests), seconds: secondsOf(about.scanned_at) };
}

function none(metric: string, note: string): Measurement {
  return { metric, value: null, n: 0, labels: {}, note };
}

/** That nothing was found says nothing where nothing was looked at. */
function unmeasured(one: Measurement, note: string): Measurement {
  const tells = ['packages', 'packages_skipped', 'systems_unsupported', 'reported_at', 'count_mismatch'];
  return tells.includes(one.metric) ? one : { ...one, value: null, n: 0, note };
}

const headline = [
  'critical',
  'high',
  'medium',
  'low',
  'unknown',
  'fixable',
  'suppressed',
  'known_exploited',
  'packages',
];

function headlineOf(measurements: readonly Measurement[]): NonNullable<Measured['headline']> {
  const shown = measurements.filter(
    ({ metric, labels }) => headline.includes(metric) && Object.keys(labels).length === 0,
  );
  return Object.fromEntries(shown.map(({ metric, value }) => [metric, value]));
}
