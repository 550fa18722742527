import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Measured } from './define-plugin.ts';
import { PluginError } from './define-plugin.ts';
import { type Provenance, readProvenance } from './read-provenance.ts';

/** Of what, and when, a report says that it was made. */
export interface ReportOrigin {
  report: string;
  /** What was tested or scanned: `sha256:…` of an artifact, or `git:…` and the whole id of a commit. */
  subjects: readonly string[];
  /** When, in seconds since 1970 UTC: the earliest, where it says more than one. */
  seconds: number | undefined;
}

/**
 * `reported_at` for the policies: of each report when it was made, in seconds since 1970 UTC, once for each subject that is
 * named (label `subject`). `provenance` is the path of SLSA provenance of the reports, for what they do not say themselves.
 * Throws PluginError as readProvenance, and `not-in-provenance` for a report whose bytes it does not name.
 */
export async function measureOrigins(
  origins: readonly ReportOrigin[],
  file: (path: string) => string,
  provenance: string | undefined,
): Promise<Measured['measurements']> {
  const told = provenance === undefined ? undefined : readProvenance(file(provenance), provenance);
  const files = new Map<string, Provenance['files'][number]>();
  if (told)
    for (const report of new Set(origins.map(({ report }) => fileOf(report))))
      files.set(report, await findFile(told, file(report), report, provenance as string));
  return origins.flatMap((origin) => measure(origin, files.get(fileOf(origin.report))));
}

function measure(
  { report, subjects, seconds }: ReportOrigin,
  told: Provenance['files'][number] | undefined,
): Measured['measurements'] {
  const commits = (of: readonly string[]) => of.filter((one) => one.startsWith('git:'));
  const [own, others] = [commits(subjects), commits(told?.subjects ?? [])];
  if (own.length > 0 && others.length > 0 && !own.some((one) => others.includes(one)))
    throw new PluginError(
      'contradiction',
      `${report} says that it is of ${own.join(', ')}, and its provenance of ${others.join(', ')}`,
      'Attach the report of the commit that is released, and the provenance of the job that wrote it.',
    );
  // What a report says itself is nearer to it, and the earlier time is the more careful one.
  const all = [...new Set([...subjects, ...(told?.subjects ?? [])])].sort();
  const times = [seconds, told?.seconds].flatMap((one) => one ?? []);
  const value = times.length === 0 ? null : Math.min(...times);
  const measurement = {
    ...{ metric: 'reported_at', value, n: 1 },
    ...(value === null && { note: 'neither the report nor its provenance says when it was made' }),
  };
  if (all.length === 0) return [{ ...measurement, labels: { report } }];
  return all.map((subject) => ({ ...measurement, labels: { report, subject } }));
}

/** A report of several parts is named `path[0]`, `path[1]`, … */
function fileOf(report: string): string {
  return report.replace(/\[\d+\]$/, '');
}

async function findFile(
  { files }: Provenance,
  path: string,
  report: string,
  provenance: string,
): Promise<Provenance['files'][number]> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const digest = `sha256:${hash.digest('hex')}`;
  const found = files.find((one) => one.digest === digest);
  if (found) return found;
  throw new PluginError(
    'not-in-provenance',
    `${provenance} names no file with the bytes of ${report} (${digest})`,
    'Let the job that writes the reports write their provenance too, after them, and attach both unchanged.',
  );
}
