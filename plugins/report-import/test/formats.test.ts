import { describe, expect, test } from 'vitest';
import { checksOf, countsOf, measure, valuesOf } from './reports.ts';

const none = { checks: 0, passed: 0, failed: 0, warned: 0, errored: 0, skipped: 0 };

describe('Evidently', () => {
  test('0.7: tests and metrics of a run', async () => {
    const measured = await measure({ format: 'evidently', path: 'evidently-0.7.json' });
    expect(measured.examined).toBe(10);
    expect(countsOf(measured)).toEqual({
      ...{ ...none, checks: 4, passed: 2, failed: 1, warned: 1, passed_share: 0.5 },
      ...{ skipped_share: 0, metrics: 6, unjudged: 1, non_finite: 0, count_mismatch: null },
    });
    expect(checksOf(measured)).toEqual([
      'Value drift for age: Greater 0.050 | age | 1',
      'Value drift for income: Less 0.010 | income | 0',
      'Value drift for home: Less 0.001 | home | 0 | warned',
      "Column 'income' missing values: Equal 0.000 | income | 1",
    ]);
    // The counts by category are left out: their names are values of the data.
    expect(valuesOf(measured)).toEqual([
      'ValueDrift(column=age,method=ks,threshold=0.05) | age | ks | 0.19957584292556824',
      'ValueDrift(column=income,method=wasserstein,threshold=0.1) | income | wasserstein | 0.06888920348272318',
      'ValueDrift(column=home,method=psi,threshold=0.1) | home | psi | 0.008623321571912167',
      'DriftedColumnsCount(drift_share=0.5).count | 0',
      'DriftedColumnsCount(drift_share=0.5).share | 0',
      'MissingValueCount(column=income).count | income | 0',
      'MissingValueCount(column=income).share | income | 0',
      'MeanValue(column=age) | age | 37.3967684021544',
    ]);
  });

  test('0.7: the full form of a run says the same, and when it was', async () => {
    const [short, full] = await Promise.all(
      ['evidently-0.7.json', 'evidently-0.7-snapshot.json'].map((path) =>
        measure({ format: 'evidently', path, name: 'run' }),
      ),
    );
    expect(full?.measurements).toEqual(short?.measurements);
    expect(full?.details?.reports).toMatchObject([{ time: expect.stringMatching(/^2026-11-23T/) }]);
  });

  test('0.6: metrics by id', async () => {
    const measured = await measure({ format: 'evidently', path: 'evidently-0.6.json' });
    expect(checksOf(measured)).toEqual(['Value drift for home: Less 0.001 | home | 0']);
    expect(valuesOf(measured)).toEqual([
      'ValueDrift(column=home,method=psi) | 0.008623321571912168',
      'MeanValue(column=age) | 37.3967684021544',
    ]);
  });

  test('0.7: a bare NaN is no number, and a metric that has none examined nothing', async () => {
    const measured = await measure({ format: 'evidently', path: 'evidently-0.7-nan.json' });
    expect(valuesOf(measured)).toEqual(['MeanValue(column=age) | age |  | NaN in the report']);
    expect(countsOf(measured)).toMatchObject({ failed: 1, metrics: 0, non_finite: 1 });
    expect(measured.examined).toBe(1);
  });

  test('0.4: a report has metrics and no check', async () => {
    const measured = await measure({ format: 'evidently', path: 'evidently-0.4-report.json' });
    expect(measured.examined).toBe(3);
    expect(countsOf(measured)).toMatchObject({ ...none, passed_share: null, metrics: 3 });
    expect(valuesOf(measured).slice(0, 4)).toEqual([
      'ColumnDriftMetric.stattest_threshold | home | PSI | 0.1',
      'ColumnDriftMetric.drift_score | home | PSI | 0.008623321571912167',
      'ColumnDriftMetric.drift_detected | home | PSI | 0',
      'DatasetDriftMetric.drift_share | 0.5',
    ]);
  });

  test('0.4: a test suite, whose summary agrees with its tests', async () => {
    const measured = await measure({ format: 'evidently', path: 'evidently-0.4-tests.json' });
    expect(countsOf(measured)).toMatchObject({
      ...{ ...none, checks: 6, passed: 2, failed: 2, warned: 1, errored: 1, passed_share: 2 / 6 },
      ...{ metrics: 0, count_mismatch: 0 },
    });
    expect(checksOf(measured)).toEqual([
      'Drift per Column | age | 1',
      'Share of Missing Values | 1',
      'Min Value | 0',
      'Mean Value Stability |  | errored',
      'Max Value | 0 | warned',
      'Share of Out-of-Range Values | 0',
    ]);
    expect(measured.details?.reports).toEqual([
      {
        ...{ report: 'evidently-0.4-tests.json', format: 'evidently', tool: 'evidently 0.4.40' },
        ...{ time: expect.stringMatching(/^2026-11-23 /), mismatches: [] },
      },
    ]);
  });
});

describe('Deepchecks', () => {
  test('a suite: conditions are checks, a check without them is a metric, one that was not run is skipped', async () => {
    const measured = await measure({ format: 'deepchecks', path: 'deepchecks-suite.json' });
    expect(countsOf(measured)).toMatchObject({
      ...{ ...none, checks: 7, passed: 3, failed: 1, warned: 2, skipped: 1, passed_share: 3 / 6 },
      ...{ metrics: 3, non_finite: 3 },
    });
    expect(checksOf(measured)).toContain('Train Test Performance |  | skipped');
    expect(checksOf(measured)).toContain(
      'Data Duplicates - Test Dataset: Duplicate data ratio is less or equal to 0% | 0 | warned',
    );
    const values = valuesOf(measured);
    expect(values).toContain('Feature Drift.income.Drift score | 0.10666666666666669');
    expect(values).toContain('Feature Drift.income.Importance |  | null in the report');
    // The tables that are packed into values hold data, and how they are packed is no measurement.
    expect(values.filter((value) => /\.(data|txt|comp|meta)/.test(value))).toEqual([]);
  });

  test('a single check', async () => {
    const measured = await measure({ format: 'deepchecks', path: 'deepchecks-check.json' });
    expect(countsOf(measured)).toMatchObject({ ...none, checks: 1, passed: 1, passed_share: 1 });
    expect(valuesOf(measured)).toEqual(['Data Duplicates | 0.00666666666666671']);
  });
});

describe('Great Expectations', () => {
  const mixed = [
    'expect_column_values_to_be_between | no_such_column |  | errored',
    'expect_column_values_to_not_be_null | age | 1',
    'expect_column_values_to_be_between | age | 0',
    'expect_column_values_to_be_in_set | home | 0',
    'expect_table_row_count_to_be_between | 1',
  ];

  test.each(['great-expectations-0.json', 'great-expectations-0-checkpoint.json'])('%s', async (path) => {
    const measured = await measure({ format: 'great-expectations', path });
    expect(checksOf(measured).sort()).toEqual(mixed.toSorted());
    expect(countsOf(measured)).toMatchObject({
      checks: 5,
      passed: 2,
      failed: 2,
      errored: 1,
      count_mismatch: 0,
    });
    expect(measured.examined).toBe(5);
  });

  test('1.x, where each metric has its own exception', async () => {
    const measured = await measure({ format: 'great-expectations', path: 'great-expectations-1.json' });
    expect(checksOf(measured).sort()).toEqual(
      [
        ...mixed.filter((check) => !check.includes('in_set')),
        'expect_column_values_to_be_in_set | home | warning | 0 | warned',
        'expect_column_mean_to_be_between | income | 1',
      ].sort(),
    );
    expect(measured.details).toEqual({
      not_passed: [
        {
          ...{ report: 'great-expectations-1.json', check: 'expect_column_values_to_be_between' },
          ...{ column: 'no_such_column', outcome: 'errored' },
          message: 'Error: The column "aa_aaaa_aaaaaa" in BatchData does not exist.',
        },
        {
          ...{ report: 'great-expectations-1.json', check: 'expect_column_values_to_be_between' },
          ...{ column: 'age', outcome: 'failed' },
        },
        {
          ...{ report: 'great-expectations-1.json', check: 'expect_column_values_to_be_in_set' },
          ...{ column: 'home', severity: 'warning', outcome: 'warned' },
        },
      ],
      not_passed_more: 0,
      reports: [
        {
          ...{ report: 'great-expectations-1.json', format: 'great-expectations' },
          ...{ tool: 'great-expectations 1.24.1', suite: 'credit-window' },
          ...{ time: expect.stringMatching(/^2026-11-23T/), mismatches: [] },
        },
      ],
    });
  });

  test('the numbers of a result rest on its element_count', async () => {
    const { measurements } = await measure({
      ...{ format: 'great-expectations', path: 'great-expectations-1.json', name: 'window' },
    });
    expect(measurements).toContainEqual({
      ...{ metric: 'value', value: 4.21903052064632, n: 1114 },
      labels: {
        ...{ report: 'window', format: 'great-expectations', column: 'age' },
        name: 'expect_column_values_to_be_between.unexpected_percent',
      },
    });
  });
});

describe('Soda', () => {
  test('checks, and metrics with the table and column of the check that uses them', async () => {
    const measured = await measure({ format: 'soda', path: 'soda.json' });
    expect(checksOf(measured).sort()).toEqual([
      'invalid_count(home) = 0 | credit | home | 0',
      'mean income | credit | income | 0 | warned',
      'min(age) >= 21 | credit | age | 0',
      'missing_count(age) = 0 | credit | age | 1',
      'row_count between 1000 and 2000 | credit | 1',
    ]);
    expect(valuesOf(measured).sort()).toEqual([
      'avg | credit | income | 143.3536804308797',
      'invalid_count | credit | home | 5',
      'min | credit | age | 18',
      'missing_count | credit | age | 0',
      'row_count | credit | 1114',
    ]);
    expect(countsOf(measured)).toMatchObject({ passed: 2, failed: 2, warned: 1, count_mismatch: 0 });
  });

  test('a scan that logged errors leaves out its checks, and is errored', async () => {
    const measured = await measure({ format: 'soda', path: 'soda-error.json' });
    expect(checksOf(measured)).toEqual(['scan |  | errored']);
    expect(countsOf(measured)).toMatchObject({ ...none, checks: 1, errored: 1, passed_share: 0 });
  });
});

describe('dbt', () => {
  test.each(['v4', 'v5', 'v6'])('run-results %s', async (version) => {
    const measured = await measure({ format: 'dbt', path: `dbt-${version}.json` });
    expect(checksOf(measured).sort()).toEqual([
      'model.credit.after_broken | model |  | skipped',
      'model.credit.broken | model |  | errored',
      'test.credit.accepted_values_window_home__owner__rent__priv.e5c738eb97 | test | 0',
      'test.credit.accepted_values_window_marital__married.5d913e5fcb | test | 0 | warned',
      'test.credit.errs | test |  | errored',
      'test.credit.not_null_after_broken_age.4a9503e689 | test |  | skipped',
      'test.credit.not_null_window_application_id.b958e06f77 | test | 1',
      'test.credit.unique_window_application_id.dd05d47a1c | test | 1',
    ]);
    expect(countsOf(measured)).toMatchObject({
      ...{ checks: 8, passed: 2, failed: 1, warned: 1, errored: 2, skipped: 2, passed_share: 2 / 6 },
      unjudged: 2,
    });
    expect(measured.examined).toBe(6);
    expect(valuesOf(measured)).toContain(
      'test.credit.accepted_values_window_home__owner__rent__priv.e5c738eb97.failures | test | 2',
    );
  });
});

describe('TensorFlow Data Validation', () => {
  test.each(['tfdv.json', 'tfdv-proto-names.json'])('%s', async (path) => {
    const measured = await measure({ format: 'tfdv', path });
    expect(checksOf(measured).sort()).toEqual([
      'anomaly | age | 1',
      'anomaly | default |  | skipped',
      'anomaly | home | 0',
      'anomaly | income | 1',
      'anomaly | new_column | 0',
      'anomaly | old_score |  | skipped',
      'anomaly | time | 0 | warned',
    ]);
    // Protobuf leaves out a threshold of zero.
    expect(valuesOf(measured)).toEqual([
      'drift_value | time | L_INFTY | 0.0250847',
      'drift_threshold | time | L_INFTY | 0.01',
      'skew_value | time | JENSEN_SHANNON_DIVERGENCE |  | NaN in the report',
      'skew_threshold | time | JENSEN_SHANNON_DIVERGENCE | 0',
    ]);
    expect(JSON.stringify(measured.details)).not.toContain('houseboat');
  });

  test('without data nothing has passed', async () => {
    const measured = await measure({ format: 'tfdv', path: 'tfdv-error.json' });
    expect(countsOf(measured)).toMatchObject({ ...none, checks: 6, failed: 1, errored: 1, skipped: 4 });
  });
});

test.each([
  ['evidently', 'evidently-0.7-pass.json', 1],
  ['deepchecks', 'deepchecks-check.json', 1],
  ['great-expectations', 'great-expectations-1-pass.json', 3],
  ['soda', 'soda-pass.json', 2],
  ['dbt', 'dbt-v4-pass.json', 2],
  ['dbt', 'dbt-v5-pass.json', 2],
  ['dbt', 'dbt-v6-pass.json', 2],
  ['tfdv', 'tfdv-pass.json', 4],
] as const)('%s: all checks of %s passed', async (format, path, checks) => {
  const measured = await measure({ format, path });
  expect(countsOf(measured)).toMatchObject({ ...none, checks, passed: checks, passed_share: 1 });
  expect(measured.details?.not_passed).toEqual([]);
});
