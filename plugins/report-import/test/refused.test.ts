import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { mask } from '../src/mask.ts';
import { checksOf, codeOf, countsOf, fixtures, measure, measureText, valuesOf } from './reports.ts';

type Format = Config['reports'][number]['format'];

const formats = ['evidently', 'deepchecks', 'great-expectations', 'soda', 'dbt', 'tfdv'] as const;
const files = readdirSync(fixtures).filter((name) => name.endsWith('.json'));
const read = (name: string) => readFileSync(join(fixtures, name), 'utf8');
const json = (value: unknown) => JSON.stringify(value);

describe('nothing is guessed', () => {
  test.each(formats)('%s refuses the reports of the others', async (format) => {
    for (const path of files.filter((name) => !name.startsWith(format))) {
      const code = await codeOf(measure({ format, path }));
      expect([path, code]).toEqual([path, expect.stringMatching(/^unknown-(shape|version)$/)]);
    }
  });

  test.each(formats)('%s refuses what is no report', async (format) => {
    for (const content of ['{}', '[]', 'null', '7', '"passed"', '{"success": true}'])
      expect(await codeOf(measureText(format, content))).toMatch(/^unknown-(shape|version)$/);
    for (const content of ['', '{"metrics": [', 'NaN NaN'])
      expect(await codeOf(measureText(format, content))).toBe('not-json');
    expect(await codeOf(measureText(format, Buffer.from('{"\xe9": 1}', 'latin1')))).toBe('not-utf8');
  });

  test('a report that is cut off anywhere is refused', async () => {
    const whole = read('dbt-v6-pass.json').trimEnd();
    for (let length = 0; length < whole.length; length += 97)
      expect(await codeOf(measureText('dbt', whole.slice(0, length)))).toBe('not-json');
  });

  test('a result of Evidently of an unknown type', async () => {
    const text = read('evidently-0.7-snapshot.json').replace(':CountValue"', ':OtherValue"');
    expect(await codeOf(measureText('evidently', text))).toBe('unknown-shape');
  });

  test.each([
    ['dbt', 'dbt-v6.json', '/run-results/v6.json', '/run-results/v7.json'],
    ['dbt', 'dbt-v6.json', '/run-results/v6.json', '/manifest/v6.json'],
    [
      'great-expectations',
      'great-expectations-1.json',
      '"great_expectations_version": "1.',
      '"great_expectations_version": "2.',
    ],
    ['evidently', 'evidently-0.4-tests.json', '"version": "0.4.40"', '"version": "1.0.0"'],
  ] as const)('%s of another version: %s', async (format, name, from, to) => {
    const text = read(name);
    expect(text).toContain(from);
    expect(await codeOf(measureText(format, text.replace(from, to)))).toBe('unknown-version');
  });
});

test('a failed test of Evidently counts although its metric is not listed by itself', async () => {
  const snapshot = JSON.parse(read('evidently-0.7-snapshot.json'));
  const before = countsOf(await measureText('evidently', JSON.stringify(snapshot)));
  const [key] = snapshot.top_level_metrics.splice(0, 1);
  for (const one of snapshot.metric_results[key].tests) one.status = 'FAIL';
  const after = countsOf(await measureText('evidently', JSON.stringify(snapshot)));
  expect(after.checks).toBe(before.checks);
  expect(after.failed).toBeGreaterThan(0);
});

test('one report under two spellings of its path', async () => {
  const report = { format: 'dbt', path: 'dbt-v6.json' } as const;
  expect(await codeOf(measure(report, { ...report, path: './dbt-v6.json', name: 'again' }))).toBe(
    'duplicate-report',
  );
});

test('Great Expectations with texts for true and false', async () => {
  const text = read('great-expectations-1-pass.json');
  const report = JSON.parse(text);
  const [first] = report.results;
  first.exception_info = { raised_exception: 'True', exception_message: 'no such column' };
  expect(await codeOf(measureText('great-expectations', json(report)))).toBe('unknown-shape');
  expect(
    await codeOf(measureText('great-expectations', json({ ...JSON.parse(text), success: 'false' }))),
  ).toBe('unknown-shape');
});

test.each([0.9, 'NaN', 'high'])('a drift of %s is no pass, although TFDV lists no anomaly', async (value) => {
  const drift = { path: { step: ['age'] }, driftMeasurements: [{ value, threshold: 0.1 }] };
  const report = { ...JSON.parse(read('tfdv-pass.json')), driftSkewInfo: [drift] };
  const measured = await measureText('tfdv', json(report));
  expect(countsOf(measured)).toMatchObject({ checks: 4, passed: 3, failed: 1 });
});

describe('no word but the known ones is a pass', () => {
  test.each([
    [
      'evidently',
      'evidently-0.7-pass.json',
      '"status": "SUCCESS"',
      ['"status": "OK"', '"status": null', '"state": "SUCCESS"'],
    ],
    [
      'deepchecks',
      'deepchecks-check.json',
      '"Status": "PASS"',
      ['"Status": "pass"', '"Status": true', '"status": "PASS"'],
    ],
    [
      'great-expectations',
      'great-expectations-1-pass.json',
      '"success": true,\n   "expectation_config"',
      [
        '"success": "true",\n   "expectation_config"',
        '"success": 1,\n   "expectation_config"',
        '"expectation_config"',
      ],
    ],
    [
      'soda',
      'soda-pass.json',
      '"outcome": "pass"',
      ['"outcome": "passed"', '"outcome": true', '"result": "pass"'],
    ],
    [
      'soda',
      'soda-pass.json',
      '"hasErrors": false',
      ['"hasErrors": "false"', '"hasErrors": null', '"errors": false'],
    ],
    [
      'dbt',
      'dbt-v6-pass.json',
      '"status": "pass"',
      ['"status": "passed"', '"status": null', '"state": "pass"'],
    ],
    ['tfdv', 'tfdv.json', '"severity": "WARNING"', ['"severity": "INFO"', '"severity": {}']],
  ] as const)('%s: %s', async (format, name, from, others) => {
    const text = read(name);
    for (const to of others) {
      expect(text).toContain(from);
      expect([to, await codeOf(measureText(format, text.replace(from, to)))]).toEqual([to, 'unknown-shape']);
    }
  });

  test('a null outcome is skipped, and a severity that is left out is the worst', async () => {
    const soda = await measureText(
      'soda',
      read('soda-pass.json').replaceAll('"outcome": "pass"', '"outcome": null'),
    );
    expect(countsOf(soda)).toMatchObject({ checks: 2, passed: 0, skipped: 2, passed_share: null });
    expect(soda.examined).toBe(0);
    const expectations = read('great-expectations-1-pass.json').replaceAll(
      '"success": true',
      '"success": null',
    );
    expect(await measureText('great-expectations', expectations)).toMatchObject({ examined: 0 });
    const anomaly = await measureText('tfdv', json({ anomalyInfo: { "'age'": { description: 'age 17' } } }));
    expect(checksOf(anomaly)).toEqual(['anomaly | age | 0']);
  });

  test('validations from before 0.9 have their version under another key', async () => {
    const text = read('great-expectations-0.json').replace(
      '"great_expectations_version"',
      '"great_expectations.__version__"',
    );
    expect(countsOf(await measureText('great-expectations', text))).toMatchObject({ checks: 5, passed: 2 });
  });

  test('an expectation that holds because there was no value was skipped', async () => {
    const text = read('great-expectations-1.json');
    for (const [from, to] of [
      ['"element_count": 1114,\n    "unexpected_count": 0', '"element_count": 0,\n    "unexpected_count": 0'],
      [
        '"element_count": 1114,\n    "unexpected_count": 0',
        '"element_count": 9,\n    "missing_count": 9,\n    "unexpected_count": 0',
      ],
    ] as const) {
      const shown = text.replace(/\n +"unexpected/g, '\n    "unexpected');
      expect(shown).toContain(from);
      const measured = await measureText('great-expectations', shown.replace(from, to));
      expect(countsOf(measured)).toMatchObject({ checks: 6, passed: 2, skipped: 1, count_mismatch: 0 });
    }
  });

  test('an expectation that raised has not passed, whatever its `success` says', async () => {
    const text = read('great-expectations-1-pass.json').replaceAll(
      '"raised_exception": false',
      '"raised_exception": true',
    );
    expect(countsOf(await measureText('great-expectations', text))).toMatchObject({
      passed: 0,
      errored: 3,
      count_mismatch: 3,
    });
  });
});

describe('a report without anything in it', () => {
  const empty: Record<string, [Format, unknown]> = {
    'an Evidently run': ['evidently', { metrics: [], tests: [] }],
    'a Deepchecks suite': ['deepchecks', { type: 'SuiteResult', name: 's', results: [] }],
    'a validation': [
      'great-expectations',
      { success: true, results: [], meta: { great_expectations_version: '1.2.0' } },
    ],
    'a checkpoint': ['great-expectations', { run_results: {}, success: true }],
    'a scan': ['soda', { checks: [], hasErrors: false, hasFailures: false, hasWarnings: false }],
    'a dbt run': [
      'dbt',
      { metadata: { dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json' }, results: [] },
    ],
    'anomalies against an empty schema': ['tfdv', { baseline: {} }],
  };

  test.each(Object.entries(empty))('%s examined nothing', async (_, [format, report]) => {
    const measured = await measureText(format, json(report));
    expect(measured.examined).toBe(0);
    expect(countsOf(measured)).toMatchObject({ checks: 0, passed: 0, passed_share: null });
  });

  test('does not hide behind a full one', async () => {
    const full = { format: 'soda', path: 'soda-pass.json' } as const;
    const empty = { format: 'mlflow', path: 'mlruns/candidate/meta.yaml' } as const;
    expect(await codeOf(measure(full, empty))).toBe('empty-report');
  });

  test('dbt models that were built are not tests that passed', async () => {
    const run = JSON.parse(read('dbt-v6-pass.json'));
    run.results = run.results.filter(({ status }: { status: string }) => status === 'success');
    const measured = await measureText('dbt', json(run));
    expect(measured.examined).toBe(0);
    expect(countsOf(measured)).toMatchObject({ checks: 0, unjudged: 2 });
  });
});

describe('what a report says of itself', () => {
  test.each([
    ['evidently', 'evidently-0.4-tests.json', '"failed_tests": 2', '"failed_tests": 0', 1],
    [
      'great-expectations',
      'great-expectations-1.json',
      '"success": false,\n "results"',
      '"success": true,\n "results"',
      1,
    ],
    [
      'great-expectations',
      'great-expectations-1.json',
      '"successful_expectations": 3',
      '"successful_expectations": 6',
      1,
    ],
    ['soda', 'soda.json', '"hasFailures": true', '"hasFailures": false', 1],
  ] as const)('%s: %s is compared with its checks', async (format, name, from, to, mismatches) => {
    const text = read(name);
    expect(text).toContain(from);
    const measured = await measureText(format, text.replace(from, to));
    const before = await measure({ format, path: name });
    expect(countsOf(measured)).toEqual({ ...countsOf(before), count_mismatch: mismatches });
  });
});

describe('several reports', () => {
  test('add up, and each has its own counts', async () => {
    const measured = await measure(
      { format: 'soda', path: 'soda.json' },
      { format: 'dbt', path: 'dbt-v6.json', name: 'tests of the warehouse' },
    );
    expect(countsOf(measured)).toMatchObject({
      checks: 13,
      passed: 4,
      failed: 3,
      warned: 2,
      errored: 2,
      skipped: 2,
    });
    expect(countsOf(measured)).toMatchObject({ passed_share: 4 / 11 });
    expect(countsOf(measured, 'tests of the warehouse')).toMatchObject({ checks: 8, passed: 2 });
    expect(measured.headline).toEqual({
      checks: 13,
      passed: 4,
      failed: 3,
      warned: 2,
      errored: 2,
      skipped: 2,
      metrics: 0,
    });
    expect(measured.measurements).toContainEqual({
      ...{ metric: 'failed', value: 2, n: 5 },
      labels: { report: 'soda.json', format: 'soda' },
    });
  });

  test('are each named once', async () => {
    const soda = { format: 'soda', path: 'soda.json' } as const;
    expect(await codeOf(measure(soda, soda))).toBe('duplicate-report');
    expect(await codeOf(measure(soda, { ...soda, name: 'again' }))).toBe('duplicate-report');
    expect(
      await codeOf(measure({ ...soda, name: 'x' }, { format: 'dbt', path: 'dbt-v6.json', name: 'x' })),
    ).toBe('duplicate-report');
  });

  test('what is for MLflow runs is refused elsewhere', async () => {
    expect(await codeOf(measure({ format: 'soda', path: 'soda.json', thresholds: {} }))).toBe('only-mlflow');
  });
});

describe('limits', () => {
  const tests = (count: number, status: string) =>
    json({ tests: Array.from({ length: count }, (_, i) => ({ name: `t${i}`, status, parameters: {} })) });

  test('of what did not pass, the first 50 are listed', async () => {
    const { details } = await measureText('evidently', tests(60, 'FAIL'));
    expect(details?.not_passed).toHaveLength(50);
    expect(details?.not_passed_more).toBe(10);
  });

  test('too many checks, too large, too deep', async () => {
    expect((await measureText('evidently', tests(20_000, 'SUCCESS'))).examined).toBe(20_000);
    expect(await codeOf(measureText('evidently', tests(20_001, 'SUCCESS')))).toBe('report-too-large');
    expect(await codeOf(measureText('evidently', new Uint8Array(64 * 1024 * 1024 + 1)))).toBe(
      'report-too-large',
    );
    expect(await codeOf(measureText('evidently', `{"tests": ${'['.repeat(5000)}`))).toBe('nested-too-deep');
    expect(await codeOf(measureText('evidently', '{"tests": [], "tests": []}'))).toBe('duplicate-key');
  });

  test('a large integer is shown as it was read', async () => {
    const { measurements } = await measureText(
      'evidently',
      '{"metrics": [{"metric_name": "rows", "value": 9007199254740993}]}',
    );
    expect(measurements).toContainEqual({
      ...{
        metric: 'value',
        value: 9007199254740992,
        n: 1,
        note: '9007199254740993 in the report, rounded here',
      },
      labels: { report: 'report.json', format: 'evidently', name: 'rows' },
    });
  });

  test('checks and numbers of the same name are told apart', async () => {
    const one = { name: 'Min Value', status: 'SUCCESS', parameters: { value: 1 } };
    const measured = await measureText('evidently', json({ tests: [one, { ...one, status: 'FAIL' }] }));
    expect(checksOf(measured)).toEqual(['Min Value | 1', 'Min Value | 2 | 0']);
    expect(valuesOf(measured)).toEqual(['Min Value | 1', 'Min Value | 2 | 1']);
  });
});

test.each([
  ["KeyError: 'Jane Doe'", "KeyError: 'Aaaa Aaa'"],
  ["Can't parse 'Jane O'Neill' here", "Can't parse 'Aaaa A'Aaaaa' here"],
  ['value "a", `Bo7` and jane@example.com', 'value "a", `Aa#` and aaaa@aaaaaaa.aaa'],
  ['call +41 44 123 45 67 or 4111-1111-1111-1111', 'call +## ## ### ## ## or ####-####-####-####'],
  [
    'from 10.20.30.40: 0.0123456789 >= 143.3536804308797',
    'from ##.##.##.##: 0.0123456789 >= 143.3536804308797',
  ],
  ['47 of 1114\n(4.2%)', '47 of 1114 (4.2%)'],
])('a message is masked: %s', (message, masked) => {
  expect(mask(message)).toBe(masked);
});

test('a long message is cut', () => {
  expect(mask('é'.repeat(10_000))).toHaveLength(301);
  expect(mask(`'${'x'.repeat(10_000)}`)).toHaveLength(301);
});
