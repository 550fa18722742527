import { basename, dirname } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { type Expected, testCorpus } from '@gatehouse/testing';
import { plugin } from '../src/index.ts';
import { severities } from '../src/severity.ts';
import { codeOf, valuesOf } from './reports.ts';

type Values = Record<string, number | null>;
type Counted = Record<string, unknown>;

/** By the entries as they are listed: the independent reader counts one vulnerability at two paths twice. */
const agrees: Record<string, (values: Values, counted: Counted, entries: Values) => boolean> = {
  trivy: (_, { vulnerabilities }, entries) => sameSeverities(entries, vulnerabilities),
  grype: (_, { by_severity }, entries) => sameSeverities(entries, by_severity),
  'osv-scanner': (values, { groups, packages }) =>
    (values.vulnerabilities ?? 0) === groups && values.packages === packages,
  cyclonedx: (_, { vulnerabilities_by_worst_rating }, entries) =>
    sameSeverities(entries, vulnerabilities_by_worst_rating),
  'dependency-audit': () => false,
};

function sameSeverities(values: Values, counted: unknown): boolean {
  const said = Object.entries(counted as Record<string, number>);
  const expected = new Map(said.map(([word, count]) => [word.toLowerCase(), count]));
  return severities.every((severity) => (values[severity] ?? 0) === (expected.get(severity) ?? 0));
}

function judge(format: string) {
  return async (file: string, { valid, counted }: Expected): Promise<string | undefined> => {
    const measured = measureFixture(plugin, { reports: [basename(file)] }, dirname(file));
    const code = await codeOf(measured);
    if (valid === false) return code === 'measured' ? 'it must be refused' : undefined;
    if (code !== 'measured') return `refused: ${code}`;
    const values = valuesOf(await measured);
    const nothing = values.packages === 0;
    if (nothing !== ((await measured).examined === 0) || nothing !== (values.critical === null))
      return 'nothing was scanned, and that is not said';
    const [report] = ((await measured).details?.reports ?? []) as { entries: Values }[];
    return agrees[format]?.(values, counted ?? {}, report?.entries ?? {})
      ? undefined
      : `found ${JSON.stringify(values)}, expected ${JSON.stringify(counted)}`;
  };
}

const noScan = 'a bill of materials without vulnerabilities';
const refused: Record<string, Record<string, string>> = {
  'osv-scanner': { 'output-vuln-grouped.json': 'one group out of a report' },
  cyclonedx: {
    'chainloop-sbom.cyclonedx-1.5-multiple-tools.json': noScan,
    'guac-cyclonedx-components-nested.json': noScan,
    'guac-distroless-cyclonedx-invalid-version.json': noScan,
    'guac-npm-cyclonedx-dependencies-missing-depends-on.json': noScan,
    'guac-small-legal-cyclonedx.json': noScan,
    'made-cyclonedx-py-environment-1.6.json': noScan,
    'made-syft-dir-1.6.xml': 'XML is not read',
    'made-syft-empty.json': noScan,
    'spec-1.6-valid-evidence.json': noScan,
    'spec-1.6-valid-signatures.json': noScan,
    'spec-1.7-valid-empty-components.json': noScan,
    'spec-1.7-valid-machine-learning.json': noScan,
    'spec-1.7-valid-vulnerability.xml': 'XML is not read',
  },
};

for (const format of Object.keys(agrees)) testCorpus(format, judge(format), refused[format] ?? {});
