import type { Measured } from '@gatehouse/plugin-kit';
import { levels, type Result, type Scan } from './scan.ts';

type Measurement = Measured['measurements'][number];

/** GitHub's bounds of `security-severity`. */
const severities = { critical: 9, high: 7, medium: 4, low: 0.1 } as const;

/** Counts what stands: by level, by severity where rules say one, and what is new. */
export function countResults(
  scans: readonly Scan[],
  baseline: readonly Scan[] | undefined,
  examined: number,
): Measurement[] {
  const results = scans.flatMap((scan) => scan.results);
  const open = results.filter(isOpen);
  const of = (metric: string, value: number) => ({ metric, value, n: examined, labels: {} });
  return [
    of('results', open.length),
    ...levels.map((level) => of(level, open.filter((one) => one.level === level).length)),
    ...countSeverities(open).map(([severity, count]) => of(`severity_${severity}`, count)),
    countNew(open, baseline, examined),
    of('suppressed', results.filter(({ standing }) => standing === 'suppressed').length),
    of('under_review', results.filter(({ standing }) => standing === 'under-review').length),
    of('gone', results.filter(({ standing }) => standing === 'gone').length),
  ];
}

/** A suppression that nobody has accepted yet suppresses nothing. */
function isOpen({ standing }: Result): boolean {
  return standing === 'open' || standing === 'under-review';
}

function countSeverities(open: readonly Result[]): [string, number][] {
  let above = Number.POSITIVE_INFINITY;
  return Object.entries(severities).map(([name, least]) => {
    const most = above;
    above = least;
    const within = ({ severity = -1 }: Result) => severity >= least && severity < most;
    return [name, open.filter(within).length];
  });
}

function countNew(open: readonly Result[], baseline: readonly Scan[] | undefined, n: number): Measurement {
  if (baseline === undefined) {
    if (open.every(({ isNew }) => isNew !== undefined) && open.length > 0)
      return { metric: 'new', value: open.filter(({ isNew }) => isNew).length, n, labels: {} };
    const note = 'no baseline is given, and not every result says whether it is new';
    return open.length === 0
      ? { metric: 'new', value: 0, n, labels: {} }
      : { metric: 'new', value: null, n: 0, labels: {}, note };
  }
  const known = new Map<string, number>();
  for (const { key, standing } of baseline.flatMap(({ results }) => results))
    if (standing !== 'gone' && standing !== 'passed') known.set(key, (known.get(key) ?? 0) + 1);
  let fresh = 0;
  for (const { key } of open) {
    const left = known.get(key) ?? 0;
    if (left > 0) known.set(key, left - 1);
    else fresh += 1;
  }
  return { metric: 'new', value: fresh, n, labels: {} };
}
