import { PluginError } from '@gatehouse/plugin-kit';
import { numericOf } from '../flatten.ts';
import type { Check, Imported, Outcome, Value } from '../imported.ts';
import { fieldsOf, isFields, listOf, maybeText, meaningOf, textOf, textsOf } from '../shape.ts';
import { readDbtSources } from './dbt-sources.ts';

const outcomes: Record<string, Outcome> = {
  pass: 'passed',
  // Of a test it says that it was compiled.
  success: 'skipped',
  fail: 'failed',
  'partial success': 'failed',
  warn: 'warned',
  error: 'errored',
  'runtime error': 'errored',
  skipped: 'skipped',
  'no-op': 'skipped',
  reused: 'skipped',
};

/** Commands that execute what they list; `compile`, `docs generate`, `show` and others write the same file. */
const executing = ['build', 'test', 'retry', 'run', 'seed', 'snapshot'];

/**
 * dbt's `run_results.json`, schemas v4 (dbt 1.0) to v6, and `sources.json` v3. Tests are checks; a model, seed or snapshot
 * is one only if it did not succeed: that it was built proves nothing of its data. Throws PluginError `unknown-shape`,
 * `unknown-version`, or `not-executed` for a run of a command that executes nothing.
 */
export function readDbt(value: unknown, shown: string): Imported {
  const run = fieldsOf(value, shown);
  const metadata = isFields(run.metadata) ? run.metadata : {};
  const schema = maybeText(metadata.dbt_schema_version) ?? '';
  if (/\/dbt\/sources\/v3\.json$/.test(schema)) return readDbtSources(run, metadata, shown);
  if (!/\/dbt\/run-results\/v[4-6]\.json$/.test(schema))
    throw new PluginError(
      'unknown-version',
      `${shown}: metadata.dbt_schema_version is neither run-results v4 to v6 nor sources v3`,
      'Write it with dbt 1.0 or later; manifest.json is another file.',
    );
  const args = isFields(run.args) ? run.args : {};
  refuseOther(args.which, shown);
  const isEmpty = args.empty !== undefined && args.empty !== null && args.empty !== false;
  const results = listOf(run.results, `${shown}: results`).map((result, i) =>
    readResult(result, isEmpty, `${shown}: results[${i}]`),
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
    details: textsOf({ which: args.which, sample: args.sample }),
  };
}

/** Old versions do not say which command it was; then the words of the tests decide. */
function refuseOther(which: unknown, shown: string): void {
  if (which === undefined || which === null) return;
  if (executing.includes(textOf(which, `${shown}: args.which`))) return;
  throw new PluginError(
    'not-executed',
    `${shown} is of \`dbt ${which}\`, which runs no test`,
    'Run `dbt build` or `dbt test` last: every command overwrites target/run_results.json.',
  );
}

function readResult(
  value: unknown,
  isEmpty: boolean,
  at: string,
): { isTest: boolean; check: Check; values: Value[] } {
  const result = fieldsOf(value, at);
  const name = textOf(result.unique_id, `${at}.unique_id`);
  const kind = name.split('.', 1)[0] as string;
  const labels = { kind };
  const isTest = kind === 'test' || kind === 'unit_test';
  const said = meaningOf(result.status, outcomes, `${at}.status`);
  const wasBuilt = !isTest && result.status === 'success';
  // Unit tests bring their own rows.
  const isVacuous = isEmpty && kind === 'test' && said === 'passed';
  return {
    isTest,
    check: {
      ...{ name, labels, outcome: wasBuilt ? 'passed' : isVacuous ? 'skipped' : said },
      message: isVacuous
        ? 'with --empty it looked at no row'
        : isTest && result.status === 'success'
          ? 'it was compiled and not run'
          : maybeText(result.message),
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
