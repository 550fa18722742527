import { PluginError } from '@gatehouse/plugin-kit';
import { flatten } from '../flatten.ts';
import type { Check, Imported, Outcome, Value } from '../imported.ts';
import { type Fields, fieldsOf, flagOf, isFields, listOf, maybeText, textOf, textsOf } from '../shape.ts';

/**
 * A validation result of Great Expectations 0.x or 1.x, or the result of a checkpoint, whose `run_results` hold some.
 * Throws PluginError `unknown-shape`, `unknown-version`.
 */
export function readGreatExpectations(value: unknown, shown: string): Imported {
  const whole = fieldsOf(value, shown);
  const read = validationsOf(whole, shown).map(({ validation, at }) => readValidation(validation, at));
  const said =
    whole.run_results === undefined
      ? []
      : verdictOf(
          whole,
          read.flatMap(({ verdicts }) => verdicts),
        );
  return {
    about: {
      tool: joined(read.map(({ about }) => about.tool)) ?? 'great-expectations',
      suite: joined(read.map(({ about }) => about.suite)),
      time: joined(read.map(({ about }) => about.time)),
    },
    checks: read.flatMap(({ checks }) => checks),
    values: read.flatMap(({ values }) => values),
    metrics: 0,
    unjudged: 0,
    said: [...said, ...read.flatMap((one) => one.said)],
  };
}

function validationsOf(whole: Fields, shown: string): { validation: Fields; at: string }[] {
  if (whole.run_results === undefined) return [{ validation: whole, at: shown }];
  return Object.values(fieldsOf(whole.run_results, `${shown}: run_results`)).map((result, i) => {
    const at = `${shown}: run_results[${i}]`;
    const fields = fieldsOf(result, at);
    return { validation: fieldsOf(fields.validation_result ?? fields, at), at };
  });
}

/** As the tool says it of each expectation, also of one that held for want of values. */
type Verdicts = { verdicts: Outcome[] };

function readValidation(validation: Fields, at: string): Omit<Imported, 'metrics' | 'unjudged'> & Verdicts {
  const meta = isFields(validation.meta) ? validation.meta : {};
  const version = versionOf(meta, at);
  const results = listOf(validation.results, `${at}: results`);
  const read = results.map((result, i) => readResult(result, version, `${at}: results[${i}]`));
  const verdicts = read.map(({ verdict }) => verdict);
  return {
    about: {
      tool: `great-expectations ${version}`,
      suite: maybeText(validation.suite_name) ?? maybeText(meta.expectation_suite_name),
      time: timeOf(meta),
    },
    verdicts,
    checks: read.map(({ check }) => check),
    values: read.flatMap(({ values }) => values),
    said: [...statisticsOf(validation.statistics, verdicts), ...verdictOf(validation, verdicts)],
  };
}

function versionOf(meta: Fields, at: string): string {
  // Before 0.9 the key was `great_expectations.__version__`.
  const version = meta.great_expectations_version ?? meta['great_expectations.__version__'];
  if (typeof version === 'string' && /^[01]\.\d+/.test(version)) return version;
  throw new PluginError(
    'unknown-version',
    `${at}: meta.great_expectations_version is neither 0.x nor 1.x`,
    'Save the whole validation result, `json.dumps(result.to_json_dict())`, with its `meta`.',
  );
}

function timeOf(meta: Fields): string | undefined {
  const run = isFields(meta.run_id) ? meta.run_id.run_time : undefined;
  return maybeText(meta.validation_time) ?? maybeText(run);
}

function joined(texts: readonly (string | undefined)[]): string | undefined {
  return [...new Set(texts.filter((text) => text !== undefined))].join(', ') || undefined;
}

function readResult(
  value: unknown,
  version: string,
  at: string,
): { check: Check; values: Value[]; verdict: Outcome } {
  const result = fieldsOf(value, at);
  const config = fieldsOf(result.expectation_config, `${at}.expectation_config`);
  const type = version.startsWith('1.') ? config.type : config.expectation_type;
  const name = textOf(type, `${at}.expectation_config: its type`);
  const labels = textsOf({ column: isFields(config.kwargs) ? config.kwargs.column : undefined });
  const raised = exceptionOf(result.exception_info);
  const numbers = flatten(isFields(result.result) ? onlyTop(result.result) : {});
  const numberOf = (name: string) => numbers.find(([path]) => path === name)?.[1];
  const n = numberOf('element_count');
  // Of no value at all, every expectation holds.
  const vacuous = n !== undefined && (n === 0 || n === numberOf('missing_count'));
  const verdict = outcomeOf(result.success, raised !== undefined, `${at}.success`);
  return {
    verdict,
    check: {
      name,
      labels,
      outcome: vacuous && verdict === 'passed' ? 'skipped' : verdict,
      message: raised || (vacuous ? 'it examined no value' : undefined),
    },
    values: numbers.map(([path, number]) => ({
      ...{ name: `${name}.${path}`, value: number, labels },
      n: typeof n === 'number' && Number.isSafeInteger(n) ? n : undefined,
    })),
  };
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

function statisticsOf(value: unknown, verdicts: readonly Outcome[]): Imported['said'] {
  if (!isFields(value)) return [];
  const counted: Record<string, number> = {
    evaluated_expectations: verdicts.length,
    successful_expectations: passedOf(verdicts),
  };
  return Object.entries(counted).flatMap(([what, number]) => {
    const said = value[what];
    return typeof said === 'number' ? [{ what, said, counted: number }] : [];
  });
}

function verdictOf({ success }: Fields, verdicts: readonly Outcome[]): Imported['said'] {
  if (success === undefined || success === null) return [];
  const counted = passedOf(verdicts) === verdicts.length;
  return [{ what: 'success', said: flagOf(success, 'success'), counted }];
}

function passedOf(verdicts: readonly Outcome[]): number {
  return verdicts.filter((verdict) => verdict === 'passed').length;
}
