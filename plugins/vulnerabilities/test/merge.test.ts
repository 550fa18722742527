import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeFindings } from '../src/merge-findings.ts';
import { packageOf } from '../src/package-key.ts';
import { severities, worstOf } from '../src/severity.ts';
import { listOf, measure, valuesOf } from './reports.ts';
import { cyclonedx, grype, match, minimist, npm, osv, pnpm, rated, snyk, trivy } from './scans.ts';

describe('one vulnerability', () => {
  test('that eight reports name is counted once, as the worst of them', async () => {
    const reports = [osv, npm, pnpm, snyk, grype([match]), cyclonedx([rated]), trivy([minimist])];
    for (const order of [reports, [...reports].reverse()]) {
      const measured = await measure(order);
      expect(valuesOf(measured)).toMatchObject({
        vulnerabilities: 1,
        critical: 1,
        high: 0,
        medium: 0,
        fixable: 1,
      });
      expect(measured.details?.vulnerabilities).toMatchObject([{ version: '1.2.5' }]);
    }
  });

  test('is led to by ids that two others share', async () => {
    const of = (id: string, VendorIDs: string[]) => ({ ...minimist, VulnerabilityID: id, VendorIDs });
    const measured = await measure([
      trivy([of('CVE-2021-1', ['GHSA-a']), of('GHSA-b', []), of('GHSA-a', ['GHSA-b'])]),
    ]);
    expect(valuesOf(measured).vulnerabilities).toBe(1);
  });

  test('stays two in two packages, two versions, or two ids', async () => {
    const other = (more: object) => ({ ...minimist, PkgIdentifier: {}, VendorIDs: [], ...more });
    const measured = await measure([
      trivy([
        other({}),
        other({ InstalledVersion: '0.2.1' }),
        other({ PkgName: 'minimist2' }),
        other({ VulnerabilityID: 'CVE-2020-7598' }),
      ]),
    ]);
    expect(listOf(measured)).toHaveLength(4);
  });

  test('is not made of two by an advisory of a vendor that mends both', async () => {
    const of = (id: string) => ({ ...minimist, VulnerabilityID: id, VendorIDs: ['RHSA-2021:2569'] });
    expect(valuesOf(await measure([trivy([of('CVE-2021-1000'), of('CVE-2021-1001')])])).vulnerabilities).toBe(
      2,
    );
  });

  test('is not made of two by an entry that names both', async () => {
    const [issue] = snyk.vulnerabilities;
    const both = {
      ...snyk,
      vulnerabilities: [{ ...issue, identifiers: { CVE: ['CVE-2021-1000', 'CVE-2021-1001'] } }],
    };
    const of = (id: string) => ({ ...minimist, VulnerabilityID: id, VendorIDs: [] });
    const measured = await measure([trivy([of('CVE-2021-1000'), of('CVE-2021-1001')]), both]);
    expect(valuesOf(measured).vulnerabilities).toBe(3);
  });

  test('of which npm does not say the version adds to those that others found, and is none of its own', async () => {
    const old = { ...minimist, PkgIdentifier: {}, InstalledVersion: '0.2.1', Severity: 'LOW' };
    const measured = await measure([trivy([{ ...minimist, Severity: 'LOW' }, old]), npm]);
    expect(valuesOf(measured)).toMatchObject({ vulnerabilities: 2, critical: 2, low: 0 });
  });
});

describe('one package', () => {
  test.each([
    [
      'Python, however it is spelled',
      { ecosystem: 'PyPI', name: 'Jinja2.Time', version: '1' },
      { purl: 'pkg:pypi/jinja2-time@1', name: 'x', version: '1' },
    ],
    [
      'Go, with and without a v',
      { ecosystem: 'Go', name: 'github.com/a/b', version: '1.2.0+incompatible' },
      { purl: 'pkg:golang/github.com/a/b@v1.2.0%2Bincompatible', name: 'x' },
    ],
    [
      'Maven, with a colon or a slash',
      { ecosystem: 'Maven', name: 'org.a:b', version: '1' },
      { purl: 'pkg:maven/org.a/b@1?type=jar', name: 'x', version: '1' },
    ],
    [
      'npm with a scope',
      { ecosystem: 'npm', name: '@a/b', version: '1' },
      { purl: 'pkg:npm/%40a/b@1', name: 'x', version: '1' },
    ],
    [
      'Debian of any release',
      { ecosystem: 'Debian:12', name: 'openssl', version: '3.0.1-1' },
      {
        purl: 'pkg:deb/debian/openssl@3.0.1-1?arch=amd64&distro=debian-12',
        name: 'openssl',
        version: '3.0.1-1',
      },
    ],
    [
      'rpm with an epoch',
      { ecosystem: 'redhat', name: 'openssl', version: '1:3.0-1' },
      { purl: 'pkg:rpm/redhat/openssl@3.0-1?epoch=1', name: 'openssl', version: '3.0-1' },
    ],
    [
      'what is no package URL',
      { ecosystem: 'npm', name: 'a', version: '1' },
      { purl: 'pkg:', ecosystem: 'npm', name: 'a', version: '1' },
    ],
  ])('%s', (_, one, other) => {
    expect(packageOf(one).key).toBe(packageOf(other).key);
  });

  test.each([
    [
      { ecosystem: 'npm', name: 'a', version: '1' },
      { ecosystem: 'PyPI', name: 'a', version: '1' },
    ],
    [
      { ecosystem: 'npm', name: 'a', version: '1' },
      { ecosystem: 'npm', name: '@x/a', version: '1' },
    ],
    [
      { ecosystem: 'npm', name: 'a', version: '1' },
      { ecosystem: 'npm', name: 'a', version: '1.0' },
    ],
    [
      { ecosystem: 'Go', name: 'x/A', version: '1' },
      { ecosystem: 'Go', name: 'x/a', version: '1' },
    ],
    [
      { ecosystem: 'constructor', name: 'a' },
      { ecosystem: 'npm', name: 'a' },
    ],
  ])('%j is not %j', (one, other) => {
    expect(packageOf(one).key).not.toBe(packageOf(other).key);
  });
});

test('findings are one exactly where a chain of shared ids leads from one to the other', () => {
  const finding = fc.record({
    name: fc.constantFrom('a', 'b'),
    ids: fc.uniqueArray(fc.constantFrom('I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'i6'), {
      minLength: 1,
      maxLength: 3,
    }),
    severity: fc.constantFrom(...severities),
    suppressed: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 12 }), (found) => {
      // The same by spreading a number until nothing changes.
      const colour = found.map((_, index) => index);
      const share = (i: number, j: number) =>
        found[i]?.name === found[j]?.name &&
        found[i]?.ids.some((id) => found[j]?.ids.some((other) => other.toUpperCase() === id.toUpperCase()));
      for (let round = 0; round < found.length; round += 1)
        for (let i = 0; i < found.length; i += 1)
          for (let j = 0; j < found.length; j += 1)
            if (share(i, j)) colour[i] = colour[j] = Math.min(colour[i] as number, colour[j] as number);
      const expected = [...new Set(colour)].map((one) => {
        const group = found.filter((_, index) => colour[index] === one);
        const open = group.filter(({ suppressed }) => !suppressed);
        return [worstOf((open.length > 0 ? open : group).map(({ severity }) => severity)), open.length > 0];
      });
      const holes = mergeFindings(
        found.map(({ name, ids, severity, suppressed }) => ({
          package: packageOf({ ecosystem: 'npm', name, version: '1' }),
          ...{ ids, cves: [], severity, fixed: [], isFixable: false, path: undefined, report: 'r' },
          ...(suppressed && { suppressed: 's' }),
        })),
      );
      expect(holes.map((hole) => [hole.severity, hole.suppressed === undefined]).sort()).toEqual(
        expected.sort(),
      );
    }),
    { numRuns: 500 },
  );
});
