import { numericOf } from '../flatten.ts';
import type { Check, Imported, Outcome, Value } from '../imported.ts';
import { type Fields, fieldsOf, isFields, listOf, maybeText, meaningOf, textOf } from '../shape.ts';

// `error` is what the criterion calls it: the source is older than `error_after`.
const outcomes: Record<string, Outcome> = {
  pass: 'passed',
  warn: 'warned',
  error: 'failed',
  'runtime error': 'errored',
};

/** dbt's `sources.json` v3: the freshness of each source is a check. Throws PluginError `unknown-shape`. */
export function readDbtSources(run: Fields, metadata: Fields, shown: string): Imported {
  const read = listOf(run.results, `${shown}: results`).map((result, i) =>
    readSource(result, `${shown}: results[${i}]`),
  );
  return {
    about: {
      tool: `dbt ${maybeText(metadata.dbt_version) ?? ''}`.trim(),
      time: maybeText(metadata.generated_at),
    },
    checks: read.map(({ check }) => check),
    values: read.flatMap(({ values }) => values),
    ...{ metrics: 0, unjudged: 0, said: [] },
  };
}

function readSource(value: unknown, at: string): { check: Check; values: Value[] } {
  const result = fieldsOf(value, at);
  const name = textOf(result.unique_id, `${at}.unique_id`);
  const labels = { kind: 'source' };
  const said = meaningOf(result.status, outcomes, `${at}.status`);
  // Without a limit every age is fresh.
  const isVacuous = said === 'passed' && !hasLimit(result.criteria);
  const age = numericOf(result.max_loaded_at_time_ago_in_s);
  return {
    check: {
      ...{ name, labels, outcome: isVacuous ? 'skipped' : said },
      message: isVacuous ? 'it has neither warn_after nor error_after' : maybeText(result.error),
    },
    values: age === undefined ? [] : [{ name: `${name}.max_loaded_at_time_ago_in_s`, value: age, labels }],
  };
}

function hasLimit(criteria: unknown): boolean {
  if (!isFields(criteria)) return false;
  return [criteria.warn_after, criteria.error_after].some(
    (limit) => isFields(limit) && typeof limit.count === 'number' && maybeText(limit.period) !== undefined,
  );
}
