import { identify } from '../identify.ts';
import { packageOf } from '../package-key.ts';
import type { Finding, Scan } from '../scan.ts';
import { readSeverity } from '../severity.ts';
import { countOf, type Fields, isFields, listOf, maybeText, textOf, textsOf } from '../shape.ts';

/** `snyk test --json` of one project. An entry stands once for each path to it; licence issues are left out. */
export function readSnyk(report: Fields, shown: string): Scan {
  const open = issuesOf(report.vulnerabilities, `${shown}: vulnerabilities`);
  const filtered = isFields(report.filtered) ? report.filtered : {};
  const hidden = [
    ...issuesOf(filtered.ignore, `${shown}: filtered.ignore`).map((issue) => ({
      issue,
      why: 'ignored by policy',
    })),
    ...issuesOf(filtered.patch, `${shown}: filtered.patch`).map((issue) => ({ issue, why: 'patched' })),
  ];
  const ecosystem = maybeText(report.packageManager);
  const ids = new Set(listOf(report.vulnerabilities, shown).map(({ id }) => id));
  return {
    about: { tool: 'snyk', target: maybeText(report.path) ?? maybeText(report.projectName) },
    findings: [
      ...open.map((issue) => findingOf(issue, ecosystem, `${shown}: an issue`)),
      ...hidden.map(({ issue, why }) => ({
        ...{ ...findingOf(issue, ecosystem, `${shown}: an issue`), suppressed: why },
      })),
    ],
    packages: new Set(),
    packageCount: countOf(report.dependencyCount, `${shown}: dependencyCount`),
    emptyBecause: 'there is no dependency',
    totals:
      report.uniqueCount === undefined
        ? []
        : [
            {
              what: 'uniqueCount',
              said: countOf(report.uniqueCount, `${shown}: uniqueCount`),
              counted: ids.size,
            },
          ],
  };
}

function issuesOf(value: unknown, place: string): Fields[] {
  return listOf(value, place).filter(({ type }) => type !== 'license');
}

function findingOf(issue: Fields, ecosystem: string | undefined, place: string): Finding {
  const identifiers = isFields(issue.identifiers) ? issue.identifiers : {};
  const fixed = textsOf(issue.fixedIn);
  return {
    package: packageOf({
      ecosystem: maybeText(issue.packageManager) ?? ecosystem,
      name: maybeText(issue.packageName) ?? textOf(issue.moduleName, `${place}: packageName`),
      version: maybeText(issue.version),
    }),
    ...identify(textOf(issue.id, `${place}: id`), [
      ...textsOf(identifiers.CVE),
      ...textsOf(identifiers.GHSA),
    ]),
    severity: readSeverity(issue.severity),
    fixed,
    isFixable: fixed.length > 0 || issue.isUpgradable === true || issue.isPatchable === true,
    path: textsOf(issue.from).join(' > ') || undefined,
  };
}
