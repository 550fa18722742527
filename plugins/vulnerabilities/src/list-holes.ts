import { clip } from '@gatehouse/plugin-kit';
import type { Hole } from './merge-findings.ts';
import { type Severity, severities } from './severity.ts';

const mostListed = 100;

/** What may be anything comes right behind what is known to be bad. */
const order: Severity[] = [
  'critical',
  'high',
  'unknown',
  ...severities.filter((one) => /medium|low|negl/.test(one)),
];

/** For people: what was found, worst first, and what is suppressed and why; how many there are, where a list is cut. */
export function listHoles(holes: readonly Hole[], exploited: ReadonlySet<string>): Record<string, unknown> {
  const rank = (hole: Hole) => (isExploited(hole, exploited) ? -1 : order.indexOf(hole.severity));
  const name = ({ package: { name, version }, ids }: Hole) => JSON.stringify([name, version, ids]);
  const sorted = [...holes]
    .map((hole) => ({ hole, rank: rank(hole), name: name(hole) }))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .map(({ hole }) => hole);
  return {
    ...listed(
      'vulnerabilities',
      sorted.filter(({ suppressed }) => suppressed === undefined),
      exploited,
    ),
    ...listed(
      'suppressed',
      sorted.filter(({ suppressed }) => suppressed !== undefined),
      exploited,
    ),
  };
}

/** Whether any of its CVEs is known to be exploited. */
export function isExploited({ cves }: Hole, exploited: ReadonlySet<string>): boolean {
  return cves.some((cve) => exploited.has(cve.toUpperCase()));
}

function listed(
  name: string,
  holes: readonly Hole[],
  exploited: ReadonlySet<string>,
): Record<string, unknown> {
  return {
    [name]: holes.slice(0, mostListed).map((hole) => describe(hole, exploited)),
    ...(holes.length > mostListed ? { [`${name}_cut`]: `the first ${mostListed} of ${holes.length}` } : {}),
  };
}

function describe(hole: Hole, exploited: ReadonlySet<string>): Record<string, unknown> {
  const [id = '', ...others] = hole.ids;
  return {
    package: clip(hole.package.name),
    version: clip(hole.package.version ?? 'not said'),
    id: clip(id),
    ...(others.length > 0 && { also: others.slice(0, 10).map(clip) }),
    severity: hole.severity,
    fixed:
      hole.fixed.length > 0
        ? clip(hole.fixed.join(', '))
        : hole.isFixable
          ? 'in a version not said'
          : 'no fix',
    ...(hole.paths.length > 0 && { path: clip(hole.paths.join(', ')) }),
    reports: hole.reports.map(clip),
    ...(isExploited(hole, exploited) && { known_exploited: true }),
    ...(hole.suppressed !== undefined && { suppressed: clip(hole.suppressed) }),
  };
}
