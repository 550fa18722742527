import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { codeOf, listOf, measure, valuesOf } from './reports.ts';
import { cyclonedx, grype, match, minimist, npm, osv, pip, pnpm, rated, snyk, trivy } from './scans.ts';

const reports: Record<string, [report: object, severity: string, packages: number, expected: object]> = {
  trivy: [trivy([minimist]), 'critical', 2, {}],
  grype: [grype([match]), 'high', 1, { database_age_days: 3 }],
  'osv-scanner': [osv, 'critical', 1, {}],
  'npm audit': [npm, 'critical', 41, {}],
  'pnpm audit': [pnpm, 'critical', 41, {}],
  'pip-audit': [pip, 'unknown', 2, { packages_skipped: 1 }],
  snyk: [snyk, 'medium', 41, {}],
  cyclonedx: [cyclonedx([rated]), 'critical', 2, {}],
};

const nothing = {
  ...{ critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 },
  ...{ fixable_critical: 0, fixable_high: 0, fixable_medium: 0, fixable_low: 0, fixable_negligible: 0 },
  ...{ fixable_unknown: 0, fixable: 0, vulnerabilities: 0, suppressed: 0, packages_skipped: 0 },
  ...{ systems_unsupported: 0, known_exploited: null, epss_max: null, database_age_days: null },
  count_mismatch: 0,
};

test.each(Object.entries(reports))(
  '%s: one vulnerability with a fix',
  async (_, [report, severity, packages, expected]) => {
    const measured = await measure([report]);
    expect(measured.examined).toBe(packages);
    expect(valuesOf(measured)).toEqual({
      ...{ ...nothing, vulnerabilities: 1, [severity]: 1, fixable: 1, [`fixable_${severity}`]: 1, packages },
      ...expected,
    });
  },
);

test('what was found has package, version, id, fix and path', async () => {
  const { details } = await measure([trivy([minimist])]);
  expect(details?.vulnerabilities).toEqual([
    {
      ...{ package: 'minimist', version: '1.2.5', id: 'CVE-2021-44906', also: ['GHSA-xvch-5gv4-984h'] },
      ...{ severity: 'critical', fixed: '1.2.6, 0.2.4', path: 'app/package-lock.json', reports: ['r0.json'] },
    },
  ]);
});

test('a policy sees tool, version and subject of each report', async () => {
  const measured = await measure([trivy([minimist]), grype([match]), cyclonedx([rated])]);
  const labelled = measured.measurements.filter(
    ({ metric, labels }) => metric === 'packages' && labels.report !== undefined,
  );
  const subject = `sha256:${'b'.repeat(64)}`;
  expect(labelled).toEqual([
    {
      metric: 'packages',
      value: 2,
      n: 2,
      labels: { report: 'r0.json', tool: 'trivy', version: '0.67.0' },
    },
    {
      metric: 'packages',
      value: 1,
      n: 1,
      labels: { report: 'r1.json', tool: 'grype', version: '0.121.2' },
    },
    {
      metric: 'packages',
      value: 2,
      n: 2,
      labels: { report: 'r2.json', tool: 'trivy', version: '1.0.0' },
    },
  ]);
  const times = measured.measurements.filter(({ metric }) => metric === 'reported_at');
  expect(times.map(({ value, labels }) => [labels.report, value, labels.subject])).toEqual([
    ['r0.json', Date.UTC(2026, 10, 2, 9) / 1000, `sha256:${'a'.repeat(64)}`],
    ['r0.json', Date.UTC(2026, 10, 2, 9) / 1000, subject],
    ['r1.json', Date.UTC(2026, 10, 2, 12) / 1000, subject],
    ['r2.json', Date.UTC(2026, 10, 1, 9) / 1000, subject],
  ]);
  expect(measured.methods.packages?.parameters).toMatchObject({
    reports: [
      {
        tool: 'trivy',
        target: 'registry.example.org/ledger:1.4.0',
        digests: [subject, `sha256:${'a'.repeat(64)}`],
      },
      { tool: 'grype', target: 'ledger:1.4.0', database_built: '2026-10-30T12:00:00Z' },
      { tool: 'trivy', target: 'ledger' },
    ],
  });
});

describe('severity', () => {
  test.each([
    ['CRITICAL', 'critical'],
    ['Important', 'high'],
    ['moderate', 'medium'],
    ['Low', 'low'],
    ['Negligible', 'negligible'],
    ['info', 'negligible'],
    ['UNKNOWN', 'unknown'],
    ['catastrophic', 'unknown'],
    [undefined, 'unknown'],
    [7, 'unknown'],
    ['constructor', 'unknown'],
  ])('%s counts as %s', async (word, severity) => {
    const values = valuesOf(await measure([trivy([{ ...minimist, Severity: word }])]));
    expect(values).toMatchObject({
      ...nothing,
      vulnerabilities: 1,
      [severity]: 1,
      fixable: 1,
      [`fixable_${severity}`]: 1,
    });
  });

  test.each([
    ['0.0', 'negligible'],
    ['0.1', 'low'],
    ['3.9', 'low'],
    ['4.0', 'medium'],
    ['6.9', 'medium'],
    ['7.0', 'high'],
    ['8.9', 'high'],
    ['9.0', 'critical'],
    ['10.0', 'critical'],
    ['11', 'unknown'],
    ['', 'unknown'],
  ])('a score of %s is %s', async (score, severity) => {
    const report = structuredClone(osv);
    (report.results[0]?.packages[0]?.groups[0] as { max_severity: string }).max_severity = score;
    expect(valuesOf(await measure([report]))[severity]).toBe(1);
  });
});

describe('suppressed', () => {
  test.each([
    [
      'Trivy',
      trivy([], {
        ExperimentalModifiedFindings: [
          {
            Type: 'vulnerability',
            Status: 'not_affected',
            Statement: 'not called',
            Source: 'vex.json',
            Finding: minimist,
          },
        ],
      }),
      'not_affected, not called, vex.json',
    ],
    [
      'Grype',
      grype(
        [],
        [{ ...match, appliedIgnoreRules: [{ vulnerability: 'CVE-2021-44906', reason: 'dev only' }] }],
      ),
      'vulnerability CVE-2021-44906, reason dev only',
    ],
    [
      'Snyk',
      { ...snyk, vulnerabilities: [], uniqueCount: 0, filtered: { ignore: snyk.vulnerabilities } },
      'ignored by policy',
    ],
    [
      'CycloneDX',
      cyclonedx([{ ...rated, analysis: { state: 'not_affected', justification: 'code_not_reachable' } }]),
      'not_affected, code_not_reachable',
    ],
  ])('%s: it is counted by itself, and the reason is told', async (_, report, reason) => {
    const measured = await measure([report]);
    expect(valuesOf(measured)).toMatchObject({ vulnerabilities: 0, critical: 0, fixable: 0, suppressed: 1 });
    expect(measured.details?.suppressed).toMatchObject([{ package: 'minimist', suppressed: reason }]);
    expect(measured.details?.vulnerabilities).toEqual([]);
  });

  test('in one report and open in another, it is open', async () => {
    const values = valuesOf(await measure([grype([], [match]), trivy([minimist])]));
    expect(values).toMatchObject({ vulnerabilities: 1, critical: 1, suppressed: 0 });
  });

  test.each(['exploitable', 'in_triage', 'anything'])('not by the state %s', async (state) => {
    expect(valuesOf(await measure([cyclonedx([{ ...rated, analysis: { state } }])])).critical).toBe(1);
  });
});

describe('nothing was scanned', () => {
  test.each([
    ['Trivy without a result', { ...trivy([]), Results: undefined }],
    [
      'Trivy that looked for misconfigurations',
      {
        ...trivy([]),
        Results: [{ Target: 'Dockerfile', Class: 'config', MisconfSummary: { Successes: 3 } }],
      },
    ],
    [
      'Trivy that lists no package',
      { ...trivy([]), Results: [{ Target: 'alpine', Class: 'os-pkgs', Type: 'alpine' }] },
    ],
    ['Grype without a match', grype([])],
    ['OSV-Scanner without a package', { results: [] }],
    [
      'npm without a dependency',
      {
        ...npm,
        vulnerabilities: {},
        metadata: { vulnerabilities: { total: 0 }, dependencies: { total: 0 } },
      },
    ],
    [
      'pnpm without a dependency',
      { ...pnpm, advisories: {}, metadata: { vulnerabilities: {}, totalDependencies: 0 } },
    ],
    ['pip-audit that skipped all', { dependencies: [{ name: 'a', skip_reason: 'no data' }] }],
    ['Snyk without a dependency', { ...snyk, vulnerabilities: [], uniqueCount: 0, dependencyCount: 0 }],
    ['Grype as CycloneDX without a component', { ...cyclonedx(undefined, 'grype'), components: [] }],
  ])('%s: no number, and a note that says why', async (_, report) => {
    const measured = await measure([report]);
    expect(measured.examined).toBe(0);
    expect(valuesOf(measured)).toMatchObject({
      vulnerabilities: null,
      critical: null,
      suppressed: null,
      packages: 0,
    });
    expect(measured.measurements.find(({ metric }) => metric === 'critical')?.note).toBeTruthy();
    expect(await codeOf(measure([trivy([minimist]), report]))).toBe('nothing-scanned');
  });

  test('but packages without a vulnerability are clean', async () => {
    for (const report of [
      trivy([]),
      cyclonedx(undefined, 'grype'),
      { ...snyk, vulnerabilities: [], uniqueCount: 0 },
    ])
      expect(valuesOf(await measure([report]))).toMatchObject({ vulnerabilities: 0, critical: 0 });
  });
});

describe('what is no report', () => {
  test.each([
    ['not-json', 'zero bytes, of a scanner that failed', ''],
    ['not-json', 'a report that is cut off', JSON.stringify(trivy([minimist])).slice(0, -20)],
    ['not-json', 'two reports in one file', '{"matches":[]}\n{"matches":[]}'],
    ['not-json', 'a key that sets a prototype', '{"SchemaVersion":2,"Results":[],"__proto__":{}}'],
    ['not-json', 'a key twice', '{"SchemaVersion":2,"SchemaVersion":1,"Results":[]}'],
    ['not-json', 'XML', '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>'],
    ['not-utf8', 'UTF-16, as PowerShell redirects', Buffer.from('\ufeff{}', 'utf16le')],
    [
      'scan-failed',
      'an error of npm',
      { message: '405', statusCode: 405, error: { summary: '', detail: '' } },
    ],
    ['scan-failed', 'an error of pnpm', { error: { code: 'ERR_PNPM_AUDIT_BAD_RESPONSE', message: 'x' } }],
    [
      'scan-failed',
      'an error of Snyk',
      { ok: false, error: 'Could not detect supported target files', path: '/srv' },
    ],
    ['unknown-version', 'Trivy of another schema', { ...trivy([]), SchemaVersion: 1 }],
    ['unknown-version', 'CycloneDX of another version', { ...cyclonedx([rated]), specVersion: '1.3' }],
    ['unknown-format', 'npm of another version', { ...npm, auditReportVersion: 3 }],
    ['unknown-format', 'an empty list', []],
    ['unknown-format', 'an empty object', {}],
    ['unknown-format', 'a text', '"clean"'],
    ['unknown-format', 'null', 'null'],
    ['unknown-format', 'results of Bandit', { errors: [], metrics: {}, results: [] }],
    ['unknown-format', 'results of Semgrep', { errors: [], paths: {}, results: [] }],
    ['unknown-format', 'SARIF', { version: '2.1.0', runs: [] }],
    ['unknown-format', 'a lock file', { name: 'a', lockfileVersion: 3, dependencies: {} }],
    ['not-a-scan', 'a bill of materials', cyclonedx(undefined)],
    ['not-a-scan', 'one of Trivy, which writes an empty list without a scan', cyclonedx([])],
    ['unknown-shape', 'a vulnerability without an id', trivy([{ ...minimist, VulnerabilityID: '' }])],
    ['unknown-shape', 'a vulnerability without a package', trivy([{ ...minimist, PkgName: 7 }])],
    ['unknown-shape', 'vulnerabilities that are no list', trivy({} as never)],
    ['unknown-shape', 'a match without an artifact', grype([{ vulnerability: match.vulnerability }])],
    [
      'unknown-shape',
      'a group without ids',
      { results: [{ source: {}, packages: [{ package: { name: 'a' }, groups: [{}] }] }] },
    ],
    [
      'unknown-shape',
      'npm without the number of dependencies',
      { ...npm, metadata: { vulnerabilities: {} } },
    ],
    ['unknown-shape', 'CycloneDX that affects nothing', cyclonedx([{ ...rated, affects: [] }])],
  ])('%s: %s', async (code, _, content) => {
    expect(await codeOf(measure([content as object]))).toBe(code);
  });

  test('an error is not repeated: it may hold addresses', async () => {
    const error = { message: 'https://registry.example.org', error: { code: 'E405', summary: 'https://x' } };
    await expect(measure([error])).rejects.toThrow(
      'r0.json is the error of a scanner that failed, E405, and no report',
    );
  });

  test('a report above the limit is refused before it is read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vulnerabilities-'));
    writeFileSync(join(folder, 'r.json'), '');
    truncateSync(join(folder, 'r.json'), 256 * 1024 * 1024 + 1);
    expect(await codeOf(measureFixture(plugin, { reports: ['r.json'] }, folder))).toBe('report-too-large');
  });
});

describe('a report that contradicts itself', () => {
  test.each([
    [
      'npm',
      { ...npm, metadata: { ...npm.metadata, vulnerabilities: { critical: 2, high: 3, total: 5 } } },
      2,
    ],
    [
      'npm, in a circle',
      {
        ...npm,
        vulnerabilities: { a: { severity: 'critical', via: ['b'] }, b: { severity: 'critical', via: ['a'] } },
      },
      1,
    ],
    ['pnpm', { ...pnpm, advisories: {} }, 1],
    ['snyk', { ...snyk, uniqueCount: 4 }, 1],
  ])('%s: is measured as such', async (_, report, mismatches) => {
    const measured = await measure([report]);
    expect(valuesOf(measured).count_mismatch).toBe(mismatches);
    expect(measured.details?.count_mismatches).toHaveLength(mismatches);
  });

  test('by a database that was built after the scan is refused', async () => {
    const report = grype([match]);
    report.descriptor.db.status.built = '2026-11-09T00:00:00Z';
    expect(await codeOf(measure([report]))).toBe('contradiction');
  });

  test.each(['', '0001-01-01T00:00:00Z', '2026-11-02', 'yesterday', '2026-13-45T00:00:00Z'])(
    'a time of %s is none',
    async (built) => {
      const report = grype([match]);
      report.descriptor.db.status.built = built;
      expect(valuesOf(await measure([report])).database_age_days).toBeNull();
    },
  );
});

test('a system past the end of its support is told', async () => {
  const report = trivy([]);
  expect(valuesOf(await measure([{ ...report, Metadata: { OS: { EOSL: true } } }])).systems_unsupported).toBe(
    1,
  );
});

test('Snyk of several projects is several scans', async () => {
  const other = { ...snyk, projectName: 'web', vulnerabilities: [], uniqueCount: 0, dependencyCount: 60 };
  const measured = await measure([[snyk, other]]);
  expect(valuesOf(measured)).toMatchObject({ vulnerabilities: 1, packages: 60 });
  expect(listOf(measured)).toEqual(['minimist 1.2.5 SNYK-JS-MINIMIST-2429795']);
});

test('a package may be called as a text that is read over', async () => {
  const { minimist: entry, mkdirp } = npm.vulnerabilities;
  const vulnerabilities = { semver: { ...entry, name: 'semver' }, details: { ...mkdirp, via: ['semver'] } };
  expect(listOf(await measure([{ ...npm, vulnerabilities }]))).toEqual([
    'semver not said GHSA-xvch-5gv4-984h',
  ]);
});

test('a package that depends on a vulnerable one has no vulnerability of its own', async () => {
  expect(listOf(await measure([npm]))).toEqual(['minimist not said GHSA-xvch-5gv4-984h']);
});

test('a list is worst first, and cut', async () => {
  const many = Array.from({ length: 150 }, (_, i) => ({
    ...minimist,
    VulnerabilityID: `CVE-2020-${1000 + i}`,
    VendorIDs: [],
    Severity: i === 149 ? 'CRITICAL' : i === 148 ? 'UNKNOWN' : 'LOW',
  }));
  const { details } = await measure([trivy(many)]);
  const found = details?.vulnerabilities as { id: string }[];
  expect(found).toHaveLength(100);
  expect(found.slice(0, 3).map(({ id }) => id)).toEqual(['CVE-2020-1149', 'CVE-2020-1148', 'CVE-2020-1000']);
  expect(details?.vulnerabilities_cut).toBe('the first 100 of 150');
});
