import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checksOf, codeOf, countsOf, fixtures, measure, measureText, valuesOf } from './reports.ts';

const read = (name: string) => JSON.parse(readFileSync(join(fixtures, name), 'utf8'));
const none = { passed: 0, failed: 0, warned: 0, errored: 0, skipped: 0 };

describe('dbt', () => {
  test.each(['dbt-compile.json', 'dbt-docs-generate.json'])(
    '%s was not executed, and overwrites what was',
    async (path) => {
      expect(await codeOf(measure({ format: 'dbt', path }))).toBe('not-executed');
      // Where an old version does not say which command it was, the tests do: `success` is that they were compiled.
      const report = { ...read(path), args: {} };
      const measured = await measureText('dbt', JSON.stringify(report));
      expect(countsOf(measured)).toMatchObject({
        ...none,
        checks: 5,
        skipped: 5,
        skipped_share: 1,
        unjudged: 1,
      });
      expect(measured.examined).toBe(0);
    },
  );

  test('the same tests in a build', async () => {
    const measured = await measure({ format: 'dbt', path: 'dbt-build.json' });
    expect(countsOf(measured)).toMatchObject({
      ...none,
      checks: 6,
      passed: 2,
      failed: 3,
      warned: 1,
      unjudged: 1,
    });
    expect(measured.details?.reports).toMatchObject([{ which: 'build' }]);
  });

  const run = (which: unknown, more: object = {}) => {
    const report = read('dbt-build.json');
    return measureText('dbt', JSON.stringify({ ...report, args: { ...report.args, which, ...more } }));
  };

  test.each(['build', 'test', 'retry', 'run', 'seed', 'snapshot'])('%s is read', async (which) => {
    expect(await codeOf(run(which))).toBe('measured');
  });

  test.each(['compile', 'generate', 'show', 'clone', 'run-operation', 'list', 'parse', 'a later command'])(
    '%s is refused',
    async (which) => {
      expect(await codeOf(run(which))).toBe('not-executed');
    },
  );

  test('a command that is no text', async () => {
    expect(await codeOf(run(['build']))).toBe('unknown-shape');
  });

  test.each([true, 'true', 1])(
    '--empty (%s): tests looked at no row, but unit tests at their own',
    async (empty) => {
      const measured = await run('build', { empty });
      expect(countsOf(measured)).toMatchObject({ passed: 1, skipped: 1, failed: 3, warned: 1 });
    },
  );

  const source = (result: object) =>
    measureText(
      'dbt',
      JSON.stringify({
        metadata: {
          dbt_schema_version: 'https://schemas.getdbt.com/dbt/sources/v3.json',
          dbt_version: '1.11.16',
        },
        results: [{ unique_id: 'source.demo.raw.orders', max_loaded_at_time_ago_in_s: 7200.5, ...result }],
      }),
    );
  const criteria = { warn_after: { count: 1, period: 'hour' }, error_after: { count: null, period: null } };

  test.each([
    ['passed', { status: 'pass', criteria }],
    ['warned', { status: 'warn', criteria }],
    ['failed', { status: 'error', criteria }],
    ['errored', { status: 'runtime error', error: 'no such table' }],
    ['skipped', { status: 'pass', criteria: { warn_after: { count: null }, error_after: null } }],
    ['skipped', { status: 'pass' }],
  ])('the freshness of a source: %s', async (outcome, result) => {
    const measured = await source(result);
    expect(countsOf(measured)).toMatchObject({ ...none, checks: 1, [outcome]: 1 });
    expect(valuesOf(measured)).toEqual([
      'source.demo.raw.orders.max_loaded_at_time_ago_in_s | source | 7200.5',
    ]);
  });

  test('a freshness in another word', async () => {
    expect(await codeOf(source({ status: 'success', criteria }))).toBe('unknown-shape');
  });
});

describe('Great Expectations', () => {
  test('an expectation of severity warning warns', async () => {
    const measured = await measure({
      ...{ format: 'great-expectations', path: 'great-expectations-1-severity.json' },
    });
    expect(countsOf(measured)).toMatchObject({ ...none, checks: 2, passed: 1, warned: 1, count_mismatch: 0 });
  });

  test.each([
    ['info', 'warned'],
    ['warning', 'warned'],
    ['critical', 'failed'],
    ['catastrophic', 'failed'],
    [undefined, 'failed'],
    [7, 'failed'],
  ])('severity %s: %s', async (severity, outcome) => {
    const report = read('great-expectations-1-severity.json');
    report.results[0].expectation_config.severity = severity;
    const measured = await measureText('great-expectations', JSON.stringify(report));
    expect(countsOf(measured)).toMatchObject({ ...none, passed: 1, [outcome]: 1 });
  });

  test('describe() of a validation and of a checkpoint', async () => {
    const one = await measure({ format: 'great-expectations', path: 'great-expectations-1-describe.json' });
    expect(checksOf(one).sort()).toEqual([
      'expect_column_mean_to_be_between | x | 1',
      'expect_column_values_to_not_be_null | s | 1',
      'expect_column_values_to_not_be_null | x | 0',
    ]);
    const all = await measure({
      ...{ format: 'great-expectations', path: 'great-expectations-1-describe-checkpoint.json' },
    });
    // The second validation has an empty suite, whose success is true.
    expect(countsOf(all)).toMatchObject({
      ...none,
      checks: 4,
      passed: 2,
      failed: 1,
      skipped: 1,
      count_mismatch: 0,
    });
    expect(all.details?.not_passed).toContainEqual(
      expect.objectContaining({ check: 'validation', outcome: 'skipped' }),
    );
  });

  test.each([
    [{ unsuccessful_validations: 0 }, 1],
    [{ successful_validations: 2, unsuccessful_validations: 0 }, 2],
    [{ evaluated_validations: 3 }, 1],
  ])('what a checkpoint says of itself is compared: %j', async (statistics, mismatches) => {
    const report = read('great-expectations-1-describe-checkpoint.json');
    Object.assign(report.statistics, statistics);
    const measured = await measureText('great-expectations', JSON.stringify(report));
    expect(countsOf(measured)).toMatchObject({ count_mismatch: mismatches });
  });

  test('an expectation that describe() has without `success`', async () => {
    const report = read('great-expectations-1-describe.json');
    delete report.expectations[0].success;
    expect(await codeOf(measureText('great-expectations', JSON.stringify(report)))).toBe('unknown-shape');
  });

  test('on an empty table, what holds examined nothing', async () => {
    const measured = await measure({
      ...{ format: 'great-expectations', path: 'great-expectations-1-empty-table.json' },
    });
    // That a column exists, an empty table shows too.
    expect(countsOf(measured)).toMatchObject({ ...none, checks: 4, passed: 1, failed: 1, skipped: 2 });
  });

  test('with BOOLEAN_ONLY the report does not say so, and that is told', async () => {
    const { measurements } = await measure({
      ...{ format: 'great-expectations', path: 'great-expectations-1-boolean-only.json' },
    });
    const noted = measurements.filter(({ note }) => note?.includes('BOOLEAN_ONLY'));
    expect(noted.map(({ labels, value }) => [labels.check, value])).toEqual([
      ['expect_column_distinct_values_to_be_in_set', 1],
      ['expect_column_values_to_be_in_set', 1],
    ]);
  });
});

describe('Soda', () => {
  test('checks that were not evaluated stand only in the log', async () => {
    const measured = await measure({ format: 'soda', path: 'soda-not-evaluated.json' });
    expect(checksOf(measured)).toEqual(['row_count = 0 | nothing | 1', 'avg(age) > 1 |  | skipped']);
    expect(countsOf(measured)).toMatchObject({
      ...none,
      passed: 1,
      skipped: 1,
      skipped_share: 0.5,
      count_mismatch: 0,
    });
  });

  test('without a log, a metric that no check has tells of one', async () => {
    const report = { ...read('soda-not-evaluated.json'), logs: [] };
    const measured = await measureText('soda', JSON.stringify(report));
    expect(checksOf(measured)).toContain('a check of avg |  | skipped');
  });

  test('the totals of the log are compared', async () => {
    const report = read('soda-not-evaluated.json');
    for (const log of report.logs)
      log.message = log.message.replace('1/2 checks PASSED', '2/3 checks PASSED');
    expect(countsOf(await measureText('soda', JSON.stringify(report)))).toMatchObject({ count_mismatch: 1 });
  });

  test('the contracts of Soda Core 4', async () => {
    const measured = await measure({ format: 'soda', path: 'soda-4.json' });
    expect(checksOf(measured)).toEqual([
      'schema: Schema matches expected structure | d/t/main/credit |  | skipped',
      'row_count: Row count meets expected threshold | d/t/main/credit | 1',
      'duplicate: No duplicate values | d/t/main/credit | id | 1',
      'missing: no missing age | d/t/main/credit | age | 0',
      'aggregate: Metric function meets threshold | d/t/main/credit | age | 0 | warned',
      'invalid: No invalid values | d/t/main/credit | home | 1',
    ]);
    expect(countsOf(measured)).toMatchObject({ skipped_share: 1 / 6, count_mismatch: 0 });
    expect(measured.details?.reports).toMatchObject([{ tool: 'Soda Core 4.28.0' }]);
  });

  test('Soda Core 4 on an empty table: what passed tested no row', async () => {
    const measured = await measure({ format: 'soda', path: 'soda-4-empty-table.json' });
    expect(countsOf(measured)).toMatchObject({ ...none, checks: 2, skipped: 2 });
    expect(measured.examined).toBe(0);
  });

  const contracts = (change: (session: ReturnType<typeof read>) => void) => {
    const session = read('soda-4.json');
    change(session);
    return measureText('soda', JSON.stringify(session));
  };

  test.each(['PASS', 'passed', 'CheckOutcome.PASSED', null, true])(
    'the outcome %s is not known',
    async (outcome) => {
      const changed = contracts((session) => {
        session.contract_verification_results[0].check_results[1].outcome = outcome;
      });
      expect(await codeOf(changed)).toBe('unknown-shape');
    },
  );

  test('a verification with errors, or that does not say whether it has any', async () => {
    const failed = await contracts((session) => {
      session.has_errors = true;
    });
    expect(countsOf(failed)).toMatchObject({ errored: 1 });
    const silent = contracts((session) => {
      delete session.has_errors;
    });
    expect(await codeOf(silent)).toBe('unknown-shape');
  });

  test('a contract whose checks are not listed', async () => {
    const cut = await contracts((session) => {
      session.contract_verification_results.push({
        dataset: 'd/other',
        number_of_checks: 3,
        check_results: [],
      });
    });
    expect(countsOf(cut)).toMatchObject({ skipped: 2, count_mismatch: 1 });
  });
});

describe('Evidently', () => {
  test.each(['evidently-0.7-recsys.json', 'evidently-0.7-recsys-snapshot.json'])(
    '%s: of recommendations the value at k',
    async (path) => {
      const measured = await measure({ format: 'evidently', path });
      expect(valuesOf(measured)).toEqual([
        'PrecisionTopK(k=5,no_feedback_users=False,ranking_name=default) | 0.33333333333333326',
        'NDCG(k=5,no_feedback_users=False,ranking_name=default) | 0.4821381233442462',
        'ScoreDistribution(k=5,ranking_name=default) | 4.401170209937552',
      ]);
      expect(countsOf(measured)).toMatchObject({ metrics: 3, unjudged: 0 });
    },
  );

  test('a metric without a number is named', async () => {
    const report = read('evidently-0.7-recsys.json');
    report.metrics[0].config.k = 20;
    report.metrics[1].value = { left: { '0': 1 }, right: { '0': 2 } };
    const measured = await measureText('evidently', JSON.stringify(report));
    expect(countsOf(measured)).toMatchObject({ metrics: 1, unjudged: 2 });
    expect(measured.details?.reports).toMatchObject([
      {
        unjudged: [
          'PrecisionTopK(k=5,no_feedback_users=False,ranking_name=default)',
          'NDCG(k=5,no_feedback_users=False,ranking_name=default)',
        ],
      },
    ]);
  });
});

describe('Deepchecks', () => {
  test.each([
    ['skipped', 'Check is irrelevant for Datasets without model'],
    ['skipped', "Check is relevant for models of type ['binary'], but received model of type 'regression'"],
    ['skipped', 'Dataset does not contain an index or a datetime'],
    ['skipped', 'Not enough samples to calculate drift score. Minimum 10 samples required.'],
    ['errored', 'Dataset does not contain any data'],
    ['errored', "could not convert string to float: 'Check is irrelevant'"],
    ['errored', undefined],
  ])('%s: a check that could not be run, %s', async (outcome, exception) => {
    const failure = { type: 'CheckFailure', check: { name: 'Drift' }, header: 'Drift', exception };
    const measured = await measureText('deepchecks', JSON.stringify(failure));
    expect(countsOf(measured)).toMatchObject({ ...none, checks: 1, [outcome]: 1 });
  });
});

describe('MLflow', () => {
  const thresholds = { accuracy: { threshold: 0.9, min_absolute_change: 0.05, greater_is_better: true } };

  test.each(['mlflow/candidate.json', 'mlflow/candidate-rest.json'])(
    '%s: a run as the tracking server says it',
    async (path) => {
      const measured = await measure({
        ...{ format: 'mlflow', path, name: 'run', thresholds },
        baseline: { path: 'mlflow/baseline.json' },
      });
      expect(countsOf(measured)).toMatchObject({ ...none, checks: 2, passed: 2, metrics: 1, non_finite: 1 });
      expect(valuesOf(measured).slice(0, 2)).toEqual(['accuracy | 0.91', 'loss |  | NaN in the report']);
      expect(measured.details?.reports).toMatchObject([
        { tool: 'mlflow', suite: 'candidate', params: { max_depth: '4' }, tags: { stage: 'test' } },
      ]);
    },
  );

  test('a run that failed is errored, whatever it measured', async () => {
    const measured = await measure({ format: 'mlflow', path: 'mlflow/broken.json' });
    expect(countsOf(measured)).toMatchObject({ ...none, checks: 1, errored: 1 });
  });

  test.each([
    ['RUNNING', 'active', 1],
    ['SCHEDULED', 'active', 1],
    ['KILLED', 'active', 1],
    ['FINISHED', 'deleted', 1],
    ['FINISHED', 'active', 0],
  ])('%s, %s', async (status, lifecycle_stage, errored) => {
    const run = read('mlflow/candidate-rest.json');
    Object.assign(run.run.info, { status, lifecycle_stage });
    expect(countsOf(await measureText('mlflow', JSON.stringify(run)))).toMatchObject({ errored });
  });

  test.each([
    ['no status', (run: ReturnType<typeof read>) => delete run.info.status],
    ['an unknown status', (run: ReturnType<typeof read>) => Object.assign(run.info, { status: 'DONE' })],
    [
      'a metric that is a text',
      (run: ReturnType<typeof read>) => Object.assign(run.data.metrics, { accuracy: '1' }),
    ],
    ['metrics that are a number', (run: ReturnType<typeof read>) => Object.assign(run.data, { metrics: 7 })],
    ['no data', (run: ReturnType<typeof read>) => delete run.data],
  ])('is refused with %s', async (_, change) => {
    const run = JSON.parse(readFileSync(join(fixtures, 'mlflow/candidate.json'), 'utf8').replace('NaN', '0'));
    change(run);
    expect(await codeOf(measureText('mlflow', JSON.stringify(run)))).toBe('unknown-shape');
  });

  test('of a metric that is there several times, the latest', async () => {
    const run = read('mlflow/candidate-rest.json');
    run.run.data.metrics.push(
      { key: 'accuracy', value: 0.5, timestamp: '1796055030999', step: '9' },
      { key: 'accuracy', value: 0.99, timestamp: 1 },
    );
    const measured = await measureText('mlflow', JSON.stringify(run));
    expect(valuesOf(measured)[0]).toBe('accuracy | 0.5');
  });

  test('`files` are for the file store', async () => {
    const report = { format: 'mlflow', path: 'mlflow/candidate.json' } as const;
    expect(await codeOf(measure({ ...report, files: ['mlflow/baseline.json'] }))).toBe('unknown-shape');
  });
});

test('the README has every word of every tool', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const words =
    'SUCCESS FAIL WARNING ERROR SKIPPED PASS WARN PASSED FAILED NOT_EVALUATED EXCLUDED UNKNOWN FINISHED pass fail warn ' +
    'error skipped no-op reused success critical build test retry run seed snapshot';
  for (const word of [...words.split(' '), 'partial success', 'runtime error', 'NOT EVALUATED'])
    expect(readme).toContain(word);
});
