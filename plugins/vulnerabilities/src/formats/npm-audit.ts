import { identify } from '../identify.ts';
import { packageOf } from '../package-key.ts';
import type { Finding, Scan } from '../scan.ts';
import { readSeverity } from '../severity.ts';
import {
  countOf,
  type Fields,
  fieldsOf,
  isFields,
  listOf,
  maybeText,
  refuse,
  textOf,
  textsOf,
} from '../shape.ts';

const emptyBecause = 'there is no dependency';

/**
 * `npm audit --json`, auditReportVersion 2. A package that is named only because it depends on another one has no
 * vulnerability of its own. Which version is installed is not said.
 */
export function readNpmAudit(report: Fields, shown: string): Scan {
  const metadata = fieldsOf(report.metadata, `${shown}: metadata`);
  const entries = new Map(
    Object.entries(fieldsOf(report.vulnerabilities, `${shown}: vulnerabilities`)).map(([name, value]) => [
      name,
      fieldsOf(value, `${shown}: ${name}`),
    ]),
  );
  const said = fieldsOf(metadata.vulnerabilities, `${shown}: metadata.vulnerabilities`);
  const words = [...entries.values()].map(({ severity }) => readSeverity(severity));
  const counts = Object.entries(said).map(([word, number]) => ({
    what: `metadata.vulnerabilities.${word}`,
    said: countOf(number, `${shown}: metadata.vulnerabilities.${word}`),
    counted: word === 'total' ? words.length : words.filter((one) => one === readSeverity(word)).length,
  }));
  const findings = [...entries].flatMap(([name, entry]) =>
    findingsOf(name, entry, entries, `${shown}: ${name}`),
  );
  return {
    about: { tool: 'npm audit' },
    findings,
    packages: new Set(),
    packageCount: countOf(
      fieldsOf(metadata.dependencies, `${shown}: metadata.dependencies`).total,
      `${shown}: total`,
    ),
    emptyBecause,
    // A circle of packages that name one another as the cause has no cause.
    totals: [
      ...counts,
      { what: 'advisories, whether any', said: Math.sign(words.length), counted: Math.sign(findings.length) },
    ],
  };
}

function findingsOf(
  name: string,
  entry: Fields,
  entries: ReadonlyMap<string, Fields>,
  place: string,
): Finding[] {
  const via =
    Array.isArray(entry.via) && entry.via.length > 0
      ? entry.via
      : refuse(`${place}: via`, 'a list of causes');
  const fix = entry.fixAvailable;
  const [path] = textsOf(entry.nodes);
  const finding = (id: string, severity: unknown): Finding => ({
    package: packageOf({ ecosystem: 'npm', name }),
    ...identify(id, []),
    severity: readSeverity(severity),
    fixed: isFields(fix) && fix.name === name ? textsOf([fix.version]) : [],
    isFixable: fix === true || isFields(fix),
    path,
  });
  return via.flatMap((cause: unknown) => {
    if (typeof cause !== 'string') {
      const advisory = fieldsOf(cause, `${place}: via`);
      return finding(advisoryId(advisory, place), advisory.severity);
    }
    // The package that is the cause has an entry of its own; if not, it is told here.
    return entries.has(cause) ? [] : finding(`npm:via ${cause}`, entry.severity);
  });
}

function advisoryId({ url, source, id }: Fields, place: string): string {
  const github = /\/(GHSA-[\w-]+)$/.exec(maybeText(url) ?? '')?.[1];
  return github ?? `npm:${countOf(source ?? id, `${place}: source of an advisory`)}`;
}

/** `pnpm audit --json`, and `npm audit --json` of npm 6: advisories with the versions that are installed. */
export function readPnpmAudit(report: Fields, shown: string): Scan {
  const metadata = fieldsOf(report.metadata, `${shown}: metadata`);
  const findings = Object.entries(fieldsOf(report.advisories, `${shown}: advisories`)).flatMap(
    ([id, value]) => ofAdvisory(fieldsOf(value, `${shown}: advisory ${id}`), id, `${shown}: advisory ${id}`),
  );
  const said = Object.values(fieldsOf(metadata.vulnerabilities, `${shown}: metadata.vulnerabilities`))
    .map((number) => countOf(number, `${shown}: metadata.vulnerabilities`))
    .reduce((sum, number) => sum + number, 0);
  const all = metadata.totalDependencies ?? metadata.dependencies;
  return {
    about: { tool: 'pnpm audit' },
    findings,
    packages: new Set(),
    packageCount: countOf(all, `${shown}: metadata.totalDependencies`),
    emptyBecause,
    // By path or by advisory, as the registry pleases: only that there are any can be compared.
    totals: [
      {
        what: 'metadata.vulnerabilities, whether any',
        said: Math.sign(said),
        counted: Math.sign(findings.length),
      },
    ],
  };
}

function ofAdvisory(advisory: Fields, id: string, place: string): Finding[] {
  const name = textOf(advisory.module_name, `${place}: module_name`);
  const patched = maybeText(advisory.patched_versions);
  const isFixable = patched !== undefined && !/^<\s*0\.0\.0/.test(patched) && patched !== 'none';
  const own =
    maybeText(advisory.github_advisory_id) ?? /\/(GHSA-[\w-]+)$/.exec(maybeText(advisory.url) ?? '')?.[1];
  const found = listOf(advisory.findings, `${place}: findings`);
  const installed = found.length > 0 ? found : [{}];
  return installed.map(({ version, paths }: Fields) => ({
    package: packageOf({ ecosystem: 'npm', name, version: maybeText(version) }),
    ...identify(own ?? `npm:${id}`, textsOf(advisory.cves)),
    severity: readSeverity(advisory.severity),
    fixed: isFixable ? [patched] : [],
    isFixable,
    path: textsOf(paths)[0],
  }));
}
