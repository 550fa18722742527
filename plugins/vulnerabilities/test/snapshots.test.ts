import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { codeOf, measure, valuesOf } from './reports.ts';
import { minimist, trivy } from './scans.ts';

const other = { ...minimist, VulnerabilityID: 'CVE-2020-7598', VendorIDs: [], Severity: 'LOW' };
const report = trivy([minimist, other]);
const kev = (...cves: string[]) => ({
  title: 'CISA Catalog of Known Exploited Vulnerabilities',
  catalogVersion: '2026.11.02',
  dateReleased: '2026-11-02T15:00:00.000Z',
  count: cves.length,
  vulnerabilities: cves.map((cveID) => ({ cveID, dateAdded: '2022-03-25' })),
});
const epss =
  '#model_version:v2025.03.14,score_date:2026-11-02T00:00:00+0000\ncve,epss,percentile\nCVE-2021-44906,0.02154,0.83\nCVE-2020-7598,9.1e-05,0.2\nCVE-1999-0001,0.97,0.99\n';

describe('known exploited', () => {
  test('is what stands in the catalogue, and comes first', async () => {
    const measured = await measure([report], { known: kev('CVE-2020-7598', 'CVE-1999-0001') });
    expect(valuesOf(measured).known_exploited).toBe(1);
    expect(measured.details?.vulnerabilities).toMatchObject([
      { id: 'CVE-2020-7598', known_exploited: true },
      { id: 'CVE-2021-44906' },
    ]);
    expect(measured.methods.known_exploited?.parameters).toEqual({
      catalog_version: '2026.11.02',
      date_released: '2026-11-02T15:00:00.000Z',
    });
  });

  test('is not measured without one, and nothing that is suppressed is', async () => {
    expect(valuesOf(await measure([report])).known_exploited).toBeNull();
    const hidden = trivy([], { ExperimentalModifiedFindings: [{ Type: 'vulnerability', Finding: other }] });
    expect(valuesOf(await measure([hidden], { known: kev('CVE-2020-7598') })).known_exploited).toBe(0);
  });

  test.each([
    ['snapshot-empty', 'an empty catalogue', kev()],
    ['contradiction', 'one that is cut', { ...kev('CVE-2020-7598'), count: 1400 }],
    ['unknown-shape', 'another file', { vulnerabilities: [] }],
    ['unknown-shape', 'an entry without a CVE', { ...kev('a'), vulnerabilities: [{}] }],
    ['not-json', 'an empty file', ''],
  ])('%s: %s', async (code, _, known) => {
    expect(await codeOf(measure([report], { known }))).toBe(code);
  });
});

describe('EPSS', () => {
  test.each([
    ['plain', epss],
    ['with gzip', gzipSync(epss)],
    ['with the line ends of Windows', epss.replaceAll('\n', '\r\n')],
  ])('the highest score of what was found: %s', async (_, scores) => {
    const measured = await measure([report], { epss: scores });
    expect(measured.measurements.find(({ metric }) => metric === 'epss_max')).toMatchObject({
      value: 0.02154,
      n: 2,
    });
    expect(measured.methods.epss_max?.parameters).toEqual({
      score_date: '2026-11-02T00:00:00+0000',
      model_version: 'v2025.03.14',
    });
  });

  test('is none where no vulnerability has a score', async () => {
    expect(valuesOf(await measure([trivy([])], { epss })).epss_max).toBeNull();
  });

  test.each([
    ['snapshot-empty', 'no row', 'cve,epss,percentile\n'],
    ['not-epss', 'an empty file', ''],
    ['not-epss', 'other columns', 'cve,score\nCVE-2020-7598,0.5\n'],
    ['not-epss', 'a score above 1', 'cve,epss,percentile\nCVE-2020-7598,1.5,0.5\n'],
    ['not-epss', 'a row that is cut off', 'cve,epss,percentile\nCVE-2020-7598,0.5'],
    ['not-epss', 'gzip that is cut off', gzipSync(epss).subarray(0, 60)],
  ])('%s: %s', async (code, _, scores) => {
    expect(await codeOf(measure([report], { epss: scores }))).toBe(code);
  });
});
