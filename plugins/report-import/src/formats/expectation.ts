import { flatten } from '../flatten.ts';
import type { Check, Outcome, Value } from '../imported.ts';
import { type Fields, fieldsOf, flagOf, isFields, maybeText, textOf, textsOf } from '../shape.ts';

/** Of an expectation that failed; `critical` is what it is without one. */
const severities: Record<string, Outcome> = { critical: 'failed', warning: 'warned', info: 'warned' };

/**
 * The result of one expectation of Great Expectations; `verdict` as the tool counts it. Throws PluginError
 * `unknown-shape`.
 */
export function readExpectation(
  value: unknown,
  version: string | undefined,
  at: string,
): { check: Check; values: Value[]; verdict: Outcome } {
  const result = fieldsOf(value, at);
  const config = fieldsOf(result.expectation_config, `${at}.expectation_config`);
  const type = version?.startsWith('0.') ? config.expectation_type : config.type;
  const name = textOf(type, `${at}.expectation_config: its type`);
  const severity = maybeText(config.severity);
  const isLesser = severity !== undefined && severity !== 'critical';
  const labels = textsOf({
    column: isFields(config.kwargs) ? config.kwargs.column : undefined,
    severity: isLesser ? severity : undefined,
  });
  const raised = exceptionOf(result.exception_info);
  const details = isFields(result.result) ? result.result : {};
  const numbers = flatten(onlyTop(details));
  const numberOf = (name: string) => numbers.find(([path]) => path === name)?.[1];
  const n = numberOf('element_count');
  // Of no value at all, every expectation holds.
  const vacuous =
    (n !== undefined && (n === 0 || n === numberOf('missing_count'))) || isNothing(details.observed_value);
  const verdict = outcomeOf(result.success, raised !== undefined, `${at}.success`);
  const isSilent = verdict === 'passed' && Object.keys(details).length === 0;
  return {
    verdict,
    check: {
      name,
      labels,
      outcome:
        verdict === 'passed' && vacuous ? 'skipped' : verdict === 'failed' ? failureOf(severity) : verdict,
      message: raised || (vacuous ? 'it examined no value' : undefined),
      // BOOLEAN_ONLY; that a column exists is all that this one asks.
      note:
        isSilent && name !== 'expect_column_to_exist'
          ? 'the report does not say how many values it examined: with BOOLEAN_ONLY an empty table passes'
          : undefined,
    },
    values: numbers.map(([path, number]) => ({
      ...{ name: `${name}.${path}`, value: number, labels },
      n: typeof n === 'number' && Number.isSafeInteger(n) ? n : undefined,
    })),
  };
}

// A severity that is not known is the worst.
function failureOf(severity: string | undefined): Outcome {
  return severity !== undefined && Object.hasOwn(severities, severity)
    ? (severities[severity] as Outcome)
    : 'failed';
}

// A maximum, or a set of distinct values, of no rows.
function isNothing(observed: unknown): boolean {
  return observed === null || (Array.isArray(observed) && observed.length === 0);
}

// `success` is null where an expectation was only noted down.
function outcomeOf(success: unknown, raised: boolean, at: string): Outcome {
  if (raised) return 'errored';
  if (success === null) return 'skipped';
  return flagOf(success, at) ? 'passed' : 'failed';
}

/** The message of an exception, which may be empty, or undefined for none. In 1.x each metric can have its own. */
function exceptionOf(info: unknown): string | undefined {
  if (!isFields(info)) return undefined;
  // A text such as 'True' would be taken for no exception.
  const raised = flagOf(info.raised_exception ?? false, 'exception_info.raised_exception');
  if (raised) return maybeText(info.exception_message) ?? '';
  return Object.values(info)
    .filter(isFields)
    .map(exceptionOf)
    .find((message) => message !== undefined);
}

// What lies deeper are values of the data, or details of one metric.
function onlyTop(result: Fields): Fields {
  return Object.fromEntries(Object.entries(result).filter(([, value]) => !isFields(value)));
}
