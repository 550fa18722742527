import { packageOf } from '../package-key.ts';
import type { Finding, Scan } from '../scan.ts';
import { rateScore, readSeverity, worstOf } from '../severity.ts';
import { type Fields, fieldsOf, isFields, listOf, maybeText, refuse, textOf, textsOf } from '../shape.ts';

/**
 * OSV-Scanner JSON. A group holds the ids of one vulnerability, so that a group is a finding. Its severity is the score of
 * the group, and the word that the database gives; a bare CVSS vector is not computed.
 */
export function readOsvScanner(report: Fields, shown: string): Scan {
  const scan: Scan = {
    about: { tool: 'osv-scanner' },
    findings: [],
    packages: new Set(),
    emptyBecause:
      'OSV-Scanner names packages with a vulnerability alone, and there is none; --all-packages names all',
  };
  for (const result of listOf(report.results, `${shown}: results`)) {
    const path = maybeText(fieldsOf(result.source, `${shown}: source`).path);
    for (const one of listOf(result.packages, `${shown}: packages`)) {
      const own = fieldsOf(one.package, `${shown}: package`);
      const name = maybeText(own.name) ?? textOf(own.commit, `${shown}: name of a package`);
      const version = maybeText(own.version) ?? maybeText(own.commit);
      const found = packageOf({ ecosystem: maybeText(own.ecosystem), name, version });
      scan.packages.add(found.key);
      const vulnerabilities = listOf(one.vulnerabilities, `${shown}, ${name}: vulnerabilities`);
      const groups = listOf(one.groups, `${shown}, ${name}: groups`);
      for (const group of withLeftOut(groups, vulnerabilities))
        scan.findings.push({
          package: found,
          path,
          ...findingOf(group, vulnerabilities, name, `${shown}, ${name}`),
        });
    }
  }
  return scan;
}

/** What stands in no group is a vulnerability too. */
function withLeftOut(groups: readonly Fields[], vulnerabilities: readonly Fields[]): Fields[] {
  const grouped = new Set(groups.flatMap(({ ids }) => textsOf(ids)));
  const left = vulnerabilities.filter(({ id }) => !grouped.has(String(id)));
  return [...groups, ...left.map(({ id }) => ({ ids: [id] }))];
}

function findingOf(
  group: Fields,
  vulnerabilities: readonly Fields[],
  name: string,
  place: string,
): Omit<Finding, 'package' | 'path'> {
  const ids = textsOf(group.ids);
  if (ids.length === 0) refuse(`${place}: a group`, 'with ids');
  const own = vulnerabilities.filter(({ id }) => ids.includes(String(id)));
  const all = [
    ...new Set([...ids, ...textsOf(group.aliases), ...own.flatMap(({ aliases }) => textsOf(aliases))]),
  ];
  const fixed = [...new Set(own.flatMap((one) => fixesOf(one, name, place)))];
  return {
    // Aliases of OSV are one vulnerability by their definition, also where they are several CVEs.
    ids: all,
    cves: all.filter((id) => id.startsWith('CVE-')),
    severity: worstOf([
      rateScore(group.max_severity),
      ...own.map((one) =>
        readSeverity(isFields(one.database_specific) ? one.database_specific.severity : undefined),
      ),
    ]),
    fixed,
    isFixable: fixed.length > 0,
  };
}

function fixesOf(vulnerability: Fields, name: string, place: string): string[] {
  return listOf(vulnerability.affected, `${place}: affected`)
    .filter((affected) => isFields(affected.package) && affected.package.name === name)
    .flatMap(({ ranges }) => listOf(ranges, `${place}: ranges`))
    .flatMap(({ events }) => listOf(events, `${place}: events`))
    .flatMap(({ fixed }) => maybeText(fixed) ?? []);
}
