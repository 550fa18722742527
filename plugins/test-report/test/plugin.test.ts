import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { codeOf, measure, measureText, valuesOf } from './reports.ts';

const counts = { tests: 0, passed: 0, failed: 0, errored: 0, skipped: 0, flaky: 0 };

describe('reports as test runners write them', () => {
  test('pytest', async () => {
    const measured = await measure('pytest.xml');
    const values = {
      tests: 7,
      passed: 3,
      failed: 1,
      errored: 1,
      skipped: 2,
      flaky: 0,
      duration_seconds: 0.111,
    };
    expect(valuesOf(measured)).toEqual({
      ...{ ...values, count_mismatch: 0, unlisted_failures: 0 },
      skipped_share: 2 / 7,
    });
    expect(valuesOf(measured, 'pytest')).toEqual(values);
    expect(measured.examined).toBe(5);
    expect(measured.headline).toEqual({ tests: 7, passed: 3, failed: 1, errored: 1, skipped: 2 });
    expect(measured.details).toEqual({
      failing: [
        {
          report: 'pytest.xml',
          suite: 'pytest',
          name: 'tests.test_scoring › test_known_applicant',
          outcome: 'failed',
          messages: ['AssertionError: assert 0.4127 == 0.41 ± 4.1e-07'],
        },
        {
          report: 'pytest.xml',
          suite: 'pytest',
          name: 'tests.test_store › test_reads_features',
          outcome: 'errored',
          messages: ['failed on setup with "ConnectionError: feature store <down>"'],
        },
      ],
      flaky: [],
      skipped: [
        {
          report: 'pytest.xml',
          suite: 'pytest',
          name: 'tests.test_scoring › test_gpu',
          messages: ['no GPU'],
        },
        {
          report: 'pytest.xml',
          suite: 'pytest',
          name: 'tests.test_store › test_known_bug',
          messages: ['rounding'],
        },
      ],
    });
  });

  test('Vitest', async () => {
    const measured = await measure('vitest.xml');
    expect(valuesOf(measured)).toMatchObject({
      tests: 5,
      passed: 3,
      failed: 1,
      skipped: 1,
      count_mismatch: 0,
    });
    expect(valuesOf(measured, 'test/score.test.ts')).toMatchObject({ tests: 3, duration_seconds: 0.0073 });
    expect(measured.details?.failing).toMatchObject([
      { name: 'test/score.test.ts › score > rejects "NaN" & infinities' },
    ]);
  });

  test('Jest', async () => {
    const measured = await measure('jest.xml');
    expect(valuesOf(measured)).toMatchObject({ tests: 3, passed: 3, failed: 0, duration_seconds: 0.452 });
    expect(valuesOf(measured, 'empty form')).toMatchObject({ tests: 1, passed: 1 });
  });

  test('Maven Surefire: a bare suite, with cases that were run again', async () => {
    const measured = await measure('surefire.xml');
    expect(valuesOf(measured)).toEqual({
      ...{ tests: 4, passed: 2, failed: 1, errored: 1, skipped: 0, flaky: 1 },
      ...{ duration_seconds: 1201.75, skipped_share: 0 },
      ...{ count_mismatch: 0, unlisted_failures: 0 },
    });
    expect(measured.details?.flaky).toEqual(['com.example.credit.ScorerTest › readsFeatureStore']);
  });

  test('several reports add up', async () => {
    const measured = await measure('pytest.xml', 'vitest.xml', 'jest.xml', 'surefire.xml');
    expect(valuesOf(measured)).toMatchObject({ tests: 19, passed: 11, failed: 3, errored: 2, skipped: 3 });
    expect(await codeOf(measure('jest.xml', 'jest.xml'))).toBe('duplicate-report');
  });
});

describe('counting', () => {
  test('nested suites are counted once, each by its path', async () => {
    const measured =
      await measureText(`<testsuites tests="3"><testsuite name="a" tests="3"><testcase name="1"/>
      <testsuite name="b" tests="2"><testcase name="2"/><testcase name="3"><failure/></testcase></testsuite>
    </testsuite></testsuites>`);
    expect(valuesOf(measured)).toMatchObject({ tests: 3, failed: 1, count_mismatch: 0 });
    expect(valuesOf(measured, 'a')).toMatchObject({ tests: 1, failed: 0 });
    expect(valuesOf(measured, 'a / b')).toMatchObject({ tests: 2, failed: 1 });
  });

  test('a case with several failures, or with both, counts once', async () => {
    const measured = await measureText(`<testsuite name="s"><testcase name="1"><failure message="x"/><failure>
      y
      </failure></testcase><testcase name="2"><failure/><error/></testcase></testsuite>`);
    expect(valuesOf(measured)).toMatchObject({ tests: 2, passed: 0, failed: 1, errored: 1 });
    expect(measured.details?.failing).toMatchObject([{ messages: ['x', 'y'] }, { messages: ['', ''] }]);
  });

  test('attributes that disagree with the cases are reported, and the cases are believed', async () => {
    const measured = await measureText(
      '<testsuite name="s" tests="2" failures="0" errors=""><testcase name="1"><failure/></testcase></testsuite>',
    );
    expect(valuesOf(measured)).toMatchObject({ tests: 1, failed: 1, count_mismatch: 1 });
    expect(measured.details).toMatchObject({
      count_mismatches: [
        { attribute: 'tests', said: '2', counted: 1 },
        { attribute: 'failures', said: '0', counted: 1 },
        { attribute: 'errors', said: '', counted: 0 },
      ],
      count_mismatches_total: 3,
    });
  });

  test('a status can say that a case did not run', async () => {
    const measured = await measureText('<testsuite><testcase name="1" status="notrun"/></testsuite>');
    expect(valuesOf(measured)).toMatchObject({ ...counts, tests: 1, skipped: 1 });
    expect(valuesOf(measured, '(unnamed)')).toMatchObject({ tests: 1 });
    expect(measured.examined).toBe(0);
  });

  test.each([
    ['failed', 'failed', 'status="failed"'],
    ['failed', 'fail, in capitals', 'status="FAIL"'],
    ['errored', 'error', 'status="error"'],
    ['errored', 'crashed as its result', 'status="run" result="crashed"'],
    ['skipped', 'suppressed as its result', 'status="run" result="suppressed"'],
    ['passed', 'run and completed', 'status="run" result="completed"'],
  ])('%s: a case whose only word is %s', async (outcome, _, attributes) => {
    const measured = await measureText(`<testsuite name="s"><testcase name="1" ${attributes}/></testsuite>`);
    expect(valuesOf(measured)).toMatchObject({ ...counts, tests: 1, [outcome]: 1 });
  });

  test('without a time the duration is undefined, and an odd time is left out', async () => {
    const one = await measureText('<testsuite name="s"><testcase name="1" time="soon"/></testsuite>');
    expect(one.measurements).toContainEqual({
      metric: 'duration_seconds',
      value: null,
      n: 0,
      labels: {},
      note: 'no test case gives its time',
    });
  });

  test('the list of failing cases is cut, and says so', async () => {
    const cases = Array.from({ length: 60 }, (_, i) => `<testcase name="${i}"><failure/></testcase>`).join(
      '',
    );
    const { details } = await measureText(`<testsuite name="s">${cases}</testsuite>`);
    expect(details?.failing).toHaveLength(50);
    expect(details?.failing_cut).toBe('the first 50 of 60');
  });

  test.each(['<testsuites/>', '<testsuites tests="0"></testsuites>', '<testsuite name="s" tests="0"/>'])(
    'no tests, nothing examined: %s',
    async (xml) => {
      const measured = await measureText(xml);
      expect(measured.examined).toBe(0);
      expect(valuesOf(measured)).toMatchObject(counts);
    },
  );
});

describe('files that are no report', () => {
  const bomb =
    '<!DOCTYPE t [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><testsuite><testcase name="&b;"/></testsuite>';
  const deep = `${'<testsuite>'.repeat(100)}${'</testsuite>'.repeat(100)}`;

  test.each([
    ['xml-malformed', 'cut off', '<testsuites><testsuite name="s"><testcase name="1"/>'],
    ['xml-malformed', 'cut off inside of a tag', '<testsuites><testsuite name="s"><testcase name='],
    ['xml-malformed', 'an open comment', '<testsuite/><!-- '],
    ['xml-malformed', 'empty', ''],
    ['xml-malformed', 'plain text', 'all tests passed'],
    ['xml-malformed', 'two roots', '<testsuite/><testsuite/>'],
    ['xml-malformed', 'too deep', deep],
    ['xml-dtd', 'an entity bomb', bomb],
    ['xml-dtd', 'a DOCTYPE after a comment', '<!-- x --><!DOCTYPE testsuite><testsuite/>'],
    ['xml-dtd', 'a DOCTYPE in lower case', '<!doctype html><html></html>'],
    ['not-junit', 'a coverage report', '<coverage><packages/></coverage>'],
    ['stray-result', 'an error of a suite', '<testsuite><testcase name="1"/><error/></testsuite>'],
    [
      'stray-result',
      'a case in an unknown element',
      '<testsuite><group><testcase name="1"><failure/></testcase></group></testsuite>',
    ],
    [
      'stray-result',
      'a case in a case',
      '<testsuite><testcase name="1"><testcase name="2"><failure/></testcase></testcase></testsuite>',
    ],
    ['stray-result', 'capitals', '<testsuite><testcase name="1"><Failure/></testcase></testsuite>'],
    ['not-utf8', 'Latin-1', Buffer.from('<testsuite name="\xe9"/>', 'latin1')],
  ])('%s for %s', async (code, _, content) => {
    expect(await codeOf(measureText(content))).toBe(code);
  });

  test('a report above the limit is refused before it is read', async () => {
    expect(await codeOf(measureText(new Uint8Array(64 * 1024 * 1024 + 1)))).toBe('report-too-large');
  });

  test('entities are decoded once, and control characters are dropped', async () => {
    const measured = await measureText(
      '<testsuite><testcase name="&amp;lt; &#x41;&#66; &#27;[31m &unknown;"><failure/></testcase></testsuite>',
    );
    expect(measured.details?.failing).toMatchObject([{ name: '&lt; AB [31m &unknown;' }]);
  });

  test('a large report is read in a few seconds', async () => {
    const cases = Array.from(
      { length: 50_000 },
      (_, i) => `<testcase classname="c" name="case ${i}" time="0.001"/>`,
    );
    const measured = await measureText(`<testsuite name="s" tests="50000">${cases.join('\n')}</testsuite>`);
    expect(valuesOf(measured)).toMatchObject({ tests: 50_000, duration_seconds: 50, count_mismatch: 0 });
  });
});

describe('kinds of tests', () => {
  const fixtures = join(import.meta.dirname, 'fixtures');

  test('are counted by kind, and all together', async () => {
    const config = { unit: ['pytest.xml'], end_to_end: ['surefire.xml'] };
    const { measurements, examined } = await measureFixture(plugin, config, fixtures);
    const passed = measurements.filter(({ metric, labels }) => metric === 'passed' && !labels.suite);
    expect(passed).toEqual([
      { metric: 'passed', value: 5, n: 11, labels: {} },
      { metric: 'passed', value: 3, n: 7, labels: { kind: 'unit' } },
      { metric: 'passed', value: 2, n: 4, labels: { kind: 'end_to_end' } },
    ]);
    expect(examined).toBe(9);
  });

  test.each([
    ['no report', {}, 'no-report'],
    ['one of two kinds', { unit: ['pytest.xml'], integration: ['./pytest.xml'] }, 'duplicate-report'],
    ['one of a kind and of none', { unit: ['pytest.xml'], reports: ['pytest.xml'] }, 'duplicate-report'],
  ])('%s is refused', async (_, config, code) => {
    expect(await codeOf(measureFixture(plugin, config, fixtures))).toBe(code);
  });
});
