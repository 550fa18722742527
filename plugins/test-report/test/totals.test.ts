import { describe, expect, test } from 'vitest';
import { codeOf, measure, measureText, valuesOf } from './reports.ts';

const hidden = async (xml: string) => valuesOf(await measureText(xml)).unlisted_failures;
const ok = '<testcase name="1"/>';

describe('a suite that says of more failures and errors than its cases show', () => {
  test('Jest: a file of tests that did not load has no case', async () => {
    const measured = await measure('j01-suite-errors-only.xml');
    expect(valuesOf(measured)).toMatchObject({ tests: 2, passed: 2, unlisted_failures: 2 });
    expect(measured.details?.unlisted_failures).toEqual([
      { report: 'j01-suite-errors-only.xml', suite: '(no suite)', said: 1, shown: 0 },
      { report: 'j01-suite-errors-only.xml', suite: 'src/pay.test.ts', said: 1, shown: 0 },
    ]);
  });

  test('Go: TestMain failed', async () => {
    expect(valuesOf(await measure('j02-failures-attr.xml'))).toMatchObject({
      ...{ tests: 2, passed: 2, unlisted_failures: 2 },
    });
  });

  test.each([
    ['of the root', `<testsuites errors="1"><testsuite name="s">${ok}</testsuite></testsuites>`],
    [
      'of a suite inside',
      `<testsuites><testsuite><testsuite failures="3">${ok}</testsuite></testsuite></testsuites>`,
    ],
    ['more than one', `<testsuite failures="2"><testcase name="1"><failure/></testcase>${ok}</testsuite>`],
    ['both added', `<testsuite failures="1" errors="1"><testcase name="1"><failure/></testcase></testsuite>`],
    ['in another word', `<testsuite failed="1">${ok}</testsuite>`],
    ['not as a number', `<testsuite failures="some">${ok}</testsuite>`],
    ['as a result of the suite', `<testsuite result="Failure">${ok}</testsuite>`],
    ['as a flag of the suite', `<testsuite success="False">${ok}</testsuite>`],
  ])('%s', async (_, xml) => {
    expect(await hidden(xml)).toBe(1);
  });

  test.each([
    [
      'what its cases show',
      `<testsuite failures="1"><testcase name="1"><failure/></testcase>${ok}</testsuite>`,
    ],
    ['fewer', `<testsuite failures="0" errors="0"><testcase name="1"><failure/></testcase></testsuite>`],
    [
      'errors that stand as failures',
      `<testsuite errors="1"><testcase name="1"><failure/></testcase></testsuite>`,
    ],
    [
      'each failure of a case',
      `<testsuite failures="2"><testcase name="1"><failure/><failure/></testcase></testsuite>`,
    ],
    [
      'runs of a case that passed in the end (Surefire)',
      `<testsuite tests="3" failures="2"><testcase name="1"><flakyFailure/><flakyFailure/></testcase></testsuite>`,
    ],
    [
      'other numbers of tests and of skipped',
      `<testsuite tests="9" skipped="4" disabled="2">${ok}</testsuite>`,
    ],
    ['nothing, or nothing that is a number', `<testsuite failures="" errors=" ">${ok}</testsuite>`],
    ['a number below zero', `<testsuite failures="-1">${ok}</testsuite>`],
    ['that it passed', `<testsuite status="passed" success="true">${ok}</testsuite>`],
  ])('is not one that says %s', async (_, xml) => {
    expect(await hidden(xml)).toBe(0);
  });

  test.each(['<failed/>', '<crashed/>', '<group><failed/></group>', '<skipped/>'])(
    'a result of a suite is refused: %s',
    async (result) => {
      expect(await codeOf(measureText(`<testsuite>${ok}${result}</testsuite>`))).toBe('stray-result');
    },
  );
});

describe('a test that stands twice', () => {
  test('pytest-rerunfailures: runs that failed are cases that hold nothing', async () => {
    for (const report of ['pytest-rerunfailures.xml', 'pytest-rerunfailures-xdist.xml']) {
      const measured = await measure(report);
      // The body and the teardown of one test failed, of another the teardown alone.
      expect(valuesOf(measured)).toMatchObject({
        ...{ tests: 6, passed: 2, failed: 1, errored: 2, skipped: 1, flaky: 1, unlisted_failures: 0 },
      });
      expect(measured.details?.flaky).toEqual(['test_a › test_flaky']);
      expect(measured.details?.failing).toContainEqual(
        expect.objectContaining({ name: 'test_a › test_bad', outcome: 'failed', runs: ['passed', 'failed'] }),
      );
    }
  });

  test('pytest-xdist: each worker ran every test', async () => {
    expect(valuesOf(await measure('pytest-xdist-each.xml'))).toMatchObject({
      ...{ tests: 2, passed: 2, flaky: 0, count_mismatch: 0 },
    });
  });

  const twice = (attributes: string, ...inside: string[]) =>
    measureText(
      `<testsuite ${attributes}>${inside
        .map((one) => `<testcase classname="c" name="a" time="0.5">${one}</testcase>`)
        .join('')}<testcase classname="c" name="b"/></testsuite>`,
    ).then(valuesOf);

  test('gotestsum: failed and passed, and counted once', async () => {
    const values = await twice('tests="2" failures="1"', '<failure/>', '');
    expect(values).toMatchObject({ tests: 2, passed: 1, failed: 1, flaky: 1, count_mismatch: 0 });
    expect(values.duration_seconds).toBe(1);
  });

  test('counted twice: both stay, and the name is flaky', async () => {
    expect(await twice('tests="3"', '<failure/>', '')).toMatchObject({
      tests: 3,
      passed: 2,
      failed: 1,
      flaky: 1,
    });
  });

  test('tests with data share a name and are no runs of one test', async () => {
    expect(await twice('tests="3"', '', '')).toMatchObject({ tests: 3, passed: 3, flaky: 0 });
    expect(await twice('', '', '<skipped/>')).toMatchObject({ tests: 3, passed: 2, skipped: 1, flaky: 0 });
  });

  test('cases without a name are no runs of one test', async () => {
    const cases = '<testcase/><testcase><failure/></testcase>';
    const values = valuesOf(await measureText(`<testsuite name="pytest" tests="1">${cases}</testsuite>`));
    expect(values).toMatchObject({ tests: 2, passed: 1, failed: 1, flaky: 0 });
  });
});

describe('times', () => {
  test('with a decimal comma', async () => {
    const measured = await measure('j03-time-decimal-comma.xml');
    expect(valuesOf(measured)).toMatchObject({ tests: 3, duration_seconds: 0.484 });
  });

  test('that may be either are not read, and told', async () => {
    const measured = await measure('j05-time-ptbr.xml');
    expect(valuesOf(measured)).toMatchObject({ tests: 1, duration_seconds: null });
    expect(measured.details?.times_unread).toEqual(['1,078']);
  });

  test.each([
    ['0.5', 0.5],
    ['.5', 0.5],
    ['1e-3', 0.001],
    ['0,5', 0.5],
    ['0,160', 0.16],
    [',250', 0.25],
    ['12,25', 12.25],
    ['1,0784', 1.0784],
    ['1234,567', 1234.567],
    ['1,234.5', 1234.5],
    ['1.234,5', 1234.5],
    ['1,234,567', 1_234_567],
    ['12,345', null],
    ['1,2,3', null],
    ['1.234.567', null],
    ['-3', null],
    ['2 s', null],
    ['00:00:01', null],
  ])('%s is %s s', async (time, seconds) => {
    const measured = await measureText(`<testsuite><testcase name="1" time="${time}"/></testsuite>`);
    expect(valuesOf(measured).duration_seconds).toBe(seconds);
  });
});
