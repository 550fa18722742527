import { PluginError } from '@gatehouse/plugin-kit';
import { flatten, hasFinite } from '../flatten.ts';
import type { Check, Imported, Outcome, Value } from '../imported.ts';
import { fieldsOf, listOf, maybeText, meaningOf, textOf } from '../shape.ts';

const outcomes: Record<string, Outcome> = {
  PASS: 'passed',
  FAIL: 'failed',
  WARN: 'warned',
  ERROR: 'errored',
};

interface Result {
  checks: Check[];
  values: Value[];
  metrics: number;
}

/**
 * Deepchecks' `SuiteResult.to_json()` or `CheckResult.to_json()`: each condition of a check is a check here, a check
 * without conditions a metric, and one that raised is errored. Throws PluginError `unknown-shape`.
 */
export function readDeepchecks(value: unknown, shown: string): Imported {
  const whole = fieldsOf(value, shown);
  const isSuite = whole.results !== undefined;
  const known: unknown[] = isSuite ? ['SuiteResult'] : ['CheckResult', 'CheckFailure'];
  if (!known.includes(whole.type))
    throw new PluginError(
      'unknown-shape',
      `${shown} is neither a SuiteResult nor a CheckResult of Deepchecks`,
      'Write it with `result.to_json(with_display=False)`.',
    );
  const results = isSuite ? listOf(whole.results, `${shown}: results`) : [whole];
  const read = results.map((result, i) => readResult(result, `${shown}: results[${i}]`));
  return {
    about: { tool: 'deepchecks', suite: isSuite ? maybeText(whole.name) : undefined },
    checks: read.flatMap(({ checks }) => checks),
    values: read.flatMap(({ values }) => values),
    metrics: read.reduce((sum, { metrics }) => sum + metrics, 0),
    unjudged: 0,
    said: [],
  };
}

function readResult(value: unknown, at: string): Result {
  const result = fieldsOf(value, at);
  const { name: own } = fieldsOf(result.check, `${at}.check`);
  // The header tells the same check of two data sets apart.
  const name = maybeText(result.header) ?? textOf(own, `${at}.check.name`);
  if (result.type === 'CheckFailure')
    return {
      checks: [{ name, outcome: 'errored', message: maybeText(result.exception) }],
      values: [],
      metrics: 0,
    };
  if (result.type !== 'CheckResult')
    throw new PluginError(
      'unknown-shape',
      `${at}.type is neither CheckResult nor CheckFailure`,
      'Write it with `to_json` of Deepchecks 0.x.',
    );
  const checks = listOf(result.conditions_results, `${at}.conditions_results`).map((condition, i) =>
    readCondition(condition, name, `${at}.conditions_results[${i}]`),
  );
  const values = flatten(result.value).map(([path, number]) => ({
    name: path === '' ? name : `${name}.${path}`,
    value: number,
  }));
  return { checks, values, metrics: checks.length === 0 && hasFinite(values) ? 1 : 0 };
}

function readCondition(value: unknown, check: string, at: string): Check {
  const condition = fieldsOf(value, at);
  return {
    name: `${check}: ${textOf(condition.Condition, `${at}.Condition`)}`,
    outcome: meaningOf(condition.Status, outcomes, `${at}.Status`),
    message: maybeText(condition['More Info']),
  };
}
