import { PluginError } from '@gatehouse/plugin-kit';
import { numericOf } from '../flatten.ts';
import type { Check, Imported, Outcome, Value } from '../imported.ts';
import { fieldsOf, isFields, listOf, maybeText, meaningOf, textOf } from '../shape.ts';

const outcomes: Record<string, Outcome> = {
  pass: 'passed',
  success: 'passed',
  fail: 'failed',
  'partial success': 'failed',
  warn: 'warned',
  error: 'errored',
  'runtime error': 'errored',
  skipped: 'skipped',
  'no-op': 'skipped',
  reused: 'skipped',
};

/**
 * dbt's `run_results.json`, schemas v4 (dbt 1.0) to v6. Tests are checks; a model, seed or snapshot is one only if it did not
 * succeed: that it was built proves nothing of its data. Throws PluginError `unknown-shape`, `unknown-version`.
 */
export function readDbt(value: unknown, shown: string): Imported {
  const run = fieldsOf(value, shown);
  const metadata = isFields(run.metadata) ? run.metadata : {};
  if (!/\/dbt\/run-results\/v[4-6]\.json$/.test(maybeText(metadata.dbt_schema_version) ?? ''))
    throw new PluginError(
      'unknown-version',
      `${shown}: metadata.dbt_schema_version is not run-results v4 to v6`,
      'Write it with dbt 1.0 or later; manifest.json and sources.json are other files.',
    );
  const results = listOf(run.results, `${shown}: results`).map((result, i) =>
    readResult(result, `${shown}: results[${i}]`),
  );
  const judged = results.filter(({ isTest, check }) => isTest || check.outcome !== 'passed');
  return {
    about: {
      tool: `dbt ${maybeText(metadata.dbt_version) ?? ''}`.trim(),
      time: maybeText(metadata.generated_at),
    },
    checks: judged.map(({ check }) => check),
    values: results.flatMap(({ values }) => values),
    metrics: 0,
    unjudged: results.length - judged.length,
    said: [],
  };
}

function readResult(value: unknown, at: string): { isTest: boolean; check: Check; values: Value[] } {
  const result = fieldsOf(value, at);
  const name = textOf(result.unique_id, `${at}.unique_id`);
  const kind = name.split('.', 1)[0] as string;
  const labels = { kind };
  return {
    isTest: kind === 'test' || kind === 'unit_test',
    check: {
      ...{ name, labels, message: maybeText(result.message) },
      outcome: meaningOf(result.status, outcomes, `${at}.status`),
    },
    values: ['failures', 'execution_time'].flatMap((field) => {
      const number = numericOf(result[field]);
      // `failures` is null for whatever is no test.
      return number === undefined || number === null
        ? []
        : [{ name: `${name}.${field}`, value: number, labels }];
    }),
  };
}
