import { PluginError } from '@gatehouse/plugin-kit';
import type { Imported, Outcome } from '../imported.ts';
import { type Fields, fieldsOf, flagOf, isFields, listOf, maybeText } from '../shape.ts';
import { readExpectation } from './expectation.ts';

/**
 * A validation result of Great Expectations 0.x or 1.x; the result of a checkpoint, whose `run_results` hold some; or what
 * `describe()` of either says. Throws PluginError `unknown-shape`, `unknown-version`.
 */
export function readGreatExpectations(value: unknown, shown: string): Imported {
  const whole = fieldsOf(value, shown);
  const validations = validationsOf(whole, shown);
  const read = validations.map(({ validation, at }) => readValidation(validation, at));
  const isCheckpoint = whole.run_results !== undefined || whole.validation_results !== undefined;
  return {
    about: {
      tool: joined(read.map(({ about }) => about.tool)) ?? 'great-expectations',
      suite: joined(read.map(({ about }) => about.suite)),
      time: joined(read.map(({ about }) => about.time)),
    },
    checks: read.flatMap(({ checks }) =>
      // It must not hide behind those that evaluated something.
      checks.length === 0 && read.length > 1
        ? [{ name: 'validation', outcome: 'skipped', message: 'it evaluated no expectation' }]
        : checks,
    ),
    values: read.flatMap(({ values }) => values),
    metrics: 0,
    unjudged: 0,
    said: [...(isCheckpoint ? saidOfCheckpoint(whole, read) : []), ...read.flatMap((one) => one.said)],
  };
}

function validationsOf(whole: Fields, shown: string): { validation: Fields; at: string }[] {
  if (whole.validation_results !== undefined)
    return listOf(whole.validation_results, `${shown}: validation_results`).map((result, i) => {
      const at = `${shown}: validation_results[${i}]`;
      return { validation: fieldsOf(result, at), at };
    });
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
  // What `describe()` says has neither `results` nor a version.
  const described = validation.results === undefined ? validation.expectations : undefined;
  const version = described === undefined ? versionOf(meta, at) : undefined;
  const results =
    described === undefined
      ? listOf(validation.results, `${at}: results`)
      : listOf(described, `${at}: expectations`).map((one) => asResult(one, `${at}: expectations`));
  const read = results.map((result, i) => readExpectation(result, version, `${at}: results[${i}]`));
  const verdicts = read.map(({ verdict }) => verdict);
  return {
    about: {
      tool: `great-expectations ${version ?? '1.x'}`,
      suite: maybeText(validation.suite_name) ?? maybeText(meta.expectation_suite_name),
      time: timeOf(meta),
    },
    verdicts,
    checks: read.map(({ check }) => check),
    values: read.flatMap(({ values }) => values),
    said: [...statisticsOf(validation.statistics, verdicts), ...verdictOf(validation, verdicts)],
  };
}

function asResult(value: unknown, at: string): Fields {
  const { expectation_type: type, kwargs, ...result } = fieldsOf(value, at);
  return { ...result, expectation_config: { type, kwargs } };
}

function versionOf(meta: Fields, at: string): string {
  // Before 0.9 the key was `great_expectations.__version__`.
  const version = meta.great_expectations_version ?? meta['great_expectations.__version__'];
  if (typeof version === 'string' && /^[01]\.\d+/.test(version)) return version;
  throw new PluginError(
    'unknown-version',
    `${at}: meta.great_expectations_version is neither 0.x nor 1.x`,
    'Save the whole validation result, `json.dumps(result.to_json_dict())`, with its `meta`, or what `describe()` returns.',
  );
}

function timeOf(meta: Fields): string | undefined {
  const run = isFields(meta.run_id) ? meta.run_id.run_time : undefined;
  return maybeText(meta.validation_time) ?? maybeText(run);
}

function joined(texts: readonly (string | undefined)[]): string | undefined {
  return [...new Set(texts.filter((text) => text !== undefined))].join(', ') || undefined;
}

function statisticsOf(value: unknown, verdicts: readonly Outcome[]): Imported['said'] {
  const passed = passedOf(verdicts);
  return saidOf(value, {
    evaluated_expectations: verdicts.length,
    successful_expectations: passed,
    unsuccessful_expectations: verdicts.length - passed,
  });
}

function saidOfCheckpoint(whole: Fields, read: readonly Verdicts[]): Imported['said'] {
  const passed = read.filter(({ verdicts }) => passedOf(verdicts) === verdicts.length).length;
  const counted = {
    evaluated_validations: read.length,
    successful_validations: passed,
    unsuccessful_validations: read.length - passed,
  };
  return [
    ...saidOf(whole.statistics, counted),
    ...verdictOf(
      whole,
      read.flatMap(({ verdicts }) => verdicts),
    ),
  ];
}

function saidOf(value: unknown, counted: Record<string, number>): Imported['said'] {
  if (!isFields(value)) return [];
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
