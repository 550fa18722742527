import type { Measured } from '@gatehouse/plugin-kit';
import { isExploited } from './list-holes.ts';
import type { Hole } from './merge-findings.ts';
import type { Epss, KnownExploited } from './read-snapshots.ts';
import { severities } from './severity.ts';

type Measurement = Measured['measurements'][number];

/** Counts what is not suppressed: in all, by severity, by whether there is a fix, and by what the snapshots say. */
export function countHoles(
  open: readonly Hole[],
  packages: number,
  known: KnownExploited | undefined,
  epss: Epss | undefined,
): Measurement[] {
  const fixable = open.filter(({ isFixable }) => isFixable);
  return [
    count('vulnerabilities', open.length, packages),
    ...severities.map((one) => count(one, open.filter(({ severity }) => severity === one).length, packages)),
    count('fixable', fixable.length, packages),
    ...severities.map((one) =>
      count(`fixable_${one}`, fixable.filter(({ severity }) => severity === one).length, packages),
    ),
    known === undefined
      ? none('known_exploited', 'no catalogue of known exploited vulnerabilities is given')
      : count('known_exploited', open.filter((hole) => isExploited(hole, known.cves)).length, packages),
    highestScore(open, epss),
  ];
}

function highestScore(open: readonly Hole[], epss: Epss | undefined): Measurement {
  if (epss === undefined) return none('epss_max', 'no EPSS scores are given');
  const scored = open.flatMap(({ cves }) => {
    const scores = cves.flatMap((cve) => epss.scores.get(cve.toUpperCase()) ?? []);
    return scores.length === 0 ? [] : [Math.max(...scores)];
  });
  if (scored.length === 0) return none('epss_max', 'no vulnerability has a score');
  const value = scored.reduce((most, one) => Math.max(most, one));
  return { metric: 'epss_max', value, n: scored.length, labels: {} };
}

function count(metric: string, value: number, n: number): Measurement {
  return { metric, value, n, labels: {} };
}

function none(metric: string, note: string): Measurement {
  return { metric, value: null, n: 0, labels: {}, note };
}
