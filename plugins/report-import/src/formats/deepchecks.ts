import { PluginError } from '@gatehouse/plugin-kit';
import { flatten, hasFinite } from '../flatten.ts';
import { type Check, type Imported, listed, type Outcome, type Value } from '../imported.ts';
import { fieldsOf, listOf, maybeText, meaningOf, textOf } from '../shape.ts';

const outcomes: Record<string, Outcome> = {
  PASS: 'passed',
  FAIL: 'failed',
  WARN: 'warned',
  ERROR: 'errored',
};

/** How Deepchecks says that a check was not run for want of what it needs: a model, a label, a second data set. */
const notRun =
  /^(Check is (ir)?relevant |Check requires |Predicted probabilities not supplied|Dataset must have at least |Not enough samples |There are not enough samples |Dataset does not contain (a label|any feature|a datetime|an index))/;

interface Result {
  checks: Check[];
  values: Value[];
  metrics: number;
  unjudged: string[];
}

/**
 * Deepchecks' `SuiteResult.to_json()` or `CheckResult.to_json()`: each condition of a check is a check here, a check
 * without conditions a metric, one that was not run is skipped, and one that raised is errored. Throws PluginError `unknown-shape`.
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
  const unjudged = read.flatMap((one) => one.unjudged);
  return {
    about: { tool: 'deepchecks', suite: isSuite ? maybeText(whole.name) : undefined },
    checks: read.flatMap(({ checks }) => checks),
    values: read.flatMap(({ values }) => values),
    metrics: read.reduce((sum, { metrics }) => sum + metrics, 0),
    unjudged: unjudged.length,
    said: [],
    ...listed(unjudged),
  };
}

function readResult(value: unknown, at: string): Result {
  const result = fieldsOf(value, at);
  const { name: own } = fieldsOf(result.check, `${at}.check`);
  // The header tells the same check of two data sets apart.
  const name = maybeText(result.header) ?? textOf(own, `${at}.check.name`);
  if (result.type === 'CheckFailure') {
    const message = maybeText(result.exception);
    const outcome = notRun.test(message ?? '') ? 'skipped' : 'errored';
    return { checks: [{ name, outcome, message }], values: [], metrics: 0, unjudged: [] };
  }
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
  if (checks.length > 0) return { checks, values, metrics: 0, unjudged: [] };
  return {
    checks,
    values,
    ...(hasFinite(values) ? { metrics: 1, unjudged: [] } : { metrics: 0, unjudged: [name] }),
  };
}

function readCondition(value: unknown, check: string, at: string): Check {
  const condition = fieldsOf(value, at);
  return {
    name: `${check}: ${textOf(condition.Condition, `${at}.Condition`)}`,
    outcome: meaningOf(condition.Status, outcomes, `${at}.Status`),
    message: maybeText(condition['More Info']),
  };
}
