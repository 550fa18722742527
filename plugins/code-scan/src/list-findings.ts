import { clip } from '@gatehouse/plugin-kit';
import { levels, type Result, type Scan } from './scan.ts';

const mostListed = 100;

/** For people: the worst first, and what was suppressed. Never the message of a result, which may hold a secret. */
export function listFindings(scans: readonly Scan[]): Record<string, unknown> {
  const all = scans.flatMap(({ report, tool, results }) => results.map((one) => ({ report, tool, one })));
  const rank = ({ level, severity = 0 }: Result) => levels.indexOf(level) * 100 - severity;
  const sorted = all
    .map((found) => ({
      ...found,
      rank: rank(found.one),
      name: JSON.stringify([found.one.path, found.one.line, found.one.rule]),
    }))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  const of = (...standings: Result['standing'][]) =>
    sorted.filter(({ one }) => standings.includes(one.standing));
  return { ...listed('findings', of('open', 'under-review')), ...listed('suppressed', of('suppressed')) };
}

function listed(
  name: string,
  found: readonly { report: string; tool: string; one: Result }[],
): Record<string, unknown> {
  return {
    [name]: found.slice(0, mostListed).map(({ report, tool, one }) => ({
      ...{ rule: clip(one.rule), level: one.level },
      ...(one.about !== undefined && { about: clip(one.about) }),
      ...(one.path !== undefined && { path: clip(one.path) }),
      ...(one.line !== undefined && { line: one.line }),
      ...(one.severity !== undefined && { severity: one.severity }),
      ...(one.standing === 'under-review' && { suppression: 'under review' }),
      ...{ tool: clip(tool), report: clip(report) },
    })),
    ...(found.length > mostListed && { [`${name}_cut`]: `the first ${mostListed} of ${found.length}` }),
  };
}
