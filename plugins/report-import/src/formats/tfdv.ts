import { PluginError } from '@gatehouse/plugin-kit';
import { numericOf } from '../flatten.ts';
import type { Check, Imported, Outcome, Value } from '../imported.ts';
import { parseTextProto } from '../parse-text-proto.ts';
import { type Fields, fieldsOf, flagOf, isFields, listOf, maybeText, meaningOf, textOf } from '../shape.ts';

// Of the enumeration `Severity`, by name as in JSON, or by number. A severity that is not known is the worst.
const outcomes: Record<string, Outcome> = {
  WARNING: 'warned',
  '1': 'warned',
  ERROR: 'failed',
  '2': 'failed',
  UNKNOWN: 'failed',
  '0': 'failed',
};

// Stages of a feature in which it is validated; TFDV leaves out the others.
const validated = [undefined, 'UNKNOWN_STAGE', 'BETA', 'PRODUCTION', 'VALIDATION_DERIVED'];

/** Fields of the message that are lists. */
const repeated = [
  ...[
    'feature',
    'sparse_feature',
    'weighted_feature',
    'reason',
    'step',
    'in_environment',
    'not_in_environment',
  ],
  ...['drift_skew_info', 'drift_measurements', 'skew_measurements', 'anomaly_info'],
];

/**
 * The Anomalies message in protobuf's text format, as `write_anomalies_text` writes it, in the form that JSON has. Throws
 * PluginError `not-text-proto`, or `unknown-shape` for an entry without a name.
 */
export function parseAnomalies(text: string, shown: string): unknown {
  const message = parseTextProto(text, shown, repeated);
  if (message.anomaly_info === undefined) return message;
  const entries = listOf(message.anomaly_info, `${shown}: anomaly_info`).map(
    (entry, i): [string, unknown] => {
      const at = `${shown}: anomaly_info[${i}]`;
      const { key, value } = fieldsOf(entry, at);
      return [textOf(key, `${at}.key`), fieldsOf(value ?? {}, at)];
    },
  );
  if (new Set(entries.map(([key]) => key)).size < entries.length)
    throw new PluginError(
      'duplicate-key',
      `${shown}: a feature stands twice in anomaly_info`,
      'Which of the two counts cannot be told; write the report again.',
    );
  return { ...message, anomaly_info: Object.fromEntries(entries) };
}

interface Feature {
  name: string;
  /** Why it may not have been validated. */
  exempt: string | undefined;
}

/**
 * The Anomalies message of TensorFlow Data Validation as protobuf writes it in JSON, with either kind of field names, or
 * in its text format.
 * A feature of the baseline schema without an anomaly has passed, but for those that its stage or its environments may
 * have exempted. Throws PluginError `unknown-shape`.
 */
export function readTfdv(value: unknown, shown: string): Imported {
  const whole = fieldsOf(value, shown);
  const baseline = field(whole, 'baseline') ?? field(whole, 'baseline_v1');
  const info = field(whole, 'anomaly_info');
  if (baseline === undefined && info === undefined)
    throw new PluginError(
      'unknown-shape',
      `${shown} has neither \`baseline\` nor \`anomalyInfo\``,
      'Write the result of `validate_statistics` with `write_anomalies_text` or `MessageToJson`.',
    );
  const at = `${shown}: anomalyInfo`;
  const all = Object.entries(info === undefined ? {} : fieldsOf(info, at));
  const anomalies = all.map(([key, anomaly]) => readAnomaly(unquoted(key), anomaly, at));
  // Key and path name the same feature; where they differ, neither has passed.
  const found = new Set([
    ...anomalies.map(({ labels }) => labels.feature),
    ...all.map(([key]) => unquoted(key)),
  ]);
  const features = baseline === undefined ? [] : featuresOf(fieldsOf(baseline, `${shown}: baseline`), shown);
  const values = listOf(field(whole, 'drift_skew_info') ?? [], `${shown}: driftSkewInfo`).flatMap(readDrift);
  const beyond = beyondThreshold(values);
  const missing = flagOf(field(whole, 'data_missing') ?? false, `${shown}: dataMissing`);
  return {
    about: { tool: 'tensorflow-data-validation' },
    checks: [
      // Without data, a feature without an anomaly has not been looked at.
      ...features
        .filter(({ name }) => !found.has(name))
        .map(
          ({ name: feature, exempt }): Check => ({
            ...{ name: 'anomaly', labels: { feature }, message: exempt },
            outcome: beyond.has(feature) ? 'failed' : missing || exempt ? 'skipped' : 'passed',
          }),
        ),
      ...anomalies,
      ...datasetChecks(whole, missing, shown),
    ],
    values,
    metrics: 0,
    unjudged: 0,
    said: [],
  };
}

function datasetChecks(whole: Fields, missing: boolean, shown: string): Check[] {
  const info = field(whole, 'dataset_anomaly_info');
  return [
    ...(missing ? [{ name: 'data', outcome: 'errored' as const, message: 'the data has no examples' }] : []),
    ...(info === undefined ? [] : [{ ...readAnomaly('', info, `${shown}: datasetAnomalyInfo`), labels: {} }]),
  ];
}

function readAnomaly(key: string, value: unknown, at: string): Check & { labels: { feature: string } } {
  const anomaly = fieldsOf(value, at);
  const severity = field(anomaly, 'severity') ?? 'UNKNOWN';
  return {
    name: 'anomaly',
    labels: { feature: pathOf(anomaly) ?? key },
    outcome: meaningOf(typeof severity === 'number' ? `${severity}` : severity, outcomes, `${at}: severity`),
    // The description would name values of the data.
    message: [...reasonsOf(anomaly), maybeText(field(anomaly, 'short_description'))]
      .filter((part) => part !== undefined)
      .join(': '),
  };
}

// Older versions put the name in quotes.
function unquoted(key: string): string {
  return key.replace(/^'(.*)'$/, '$1');
}

function reasonsOf(anomaly: Fields): string[] {
  const reasons = Array.isArray(anomaly.reason) ? anomaly.reason.filter(isFields) : [];
  const types = reasons.flatMap(({ type }) => maybeText(type) ?? []);
  return types.length === 0 ? [] : [types.join(', ')];
}

function featuresOf(baseline: Fields, shown: string): Feature[] {
  const kinds = ['feature', 'sparse_feature', 'weighted_feature'];
  return kinds.flatMap((kind) => {
    const at = `${shown}: baseline.${kind}`;
    return listOf(field(baseline, kind) ?? [], at).map((one, i) => {
      const feature = fieldsOf(one, `${at}[${i}]`);
      return { name: textOf(feature.name, `${at}[${i}].name`), exempt: exemptionOf(feature) };
    });
  });
}

function exemptionOf(feature: Fields): string | undefined {
  const stage = field(feature, 'lifecycle_stage');
  if (feature.deprecated === true || !validated.includes(stage as string | undefined))
    return 'its stage exempts it from validation';
  const environments = [field(feature, 'in_environment'), field(feature, 'not_in_environment')];
  return environments.some((names) => Array.isArray(names) && names.length > 0)
    ? 'whether its environments exempt it the report does not say'
    : undefined;
}

function readDrift(value: unknown): Value[] {
  const info = isFields(value) ? value : {};
  const feature = pathOf(info) ?? '';
  return ['drift', 'skew'].flatMap((kind) => {
    const all = field(info, `${kind}_measurements`);
    return (Array.isArray(all) ? all.filter(isFields) : []).flatMap((one) =>
      ['value', 'threshold'].map((part) => {
        const labels = { feature, type: maybeText(one.type) ?? 'UNKNOWN' };
        return { name: `${kind}_${part}`, value: doubleOf(one[part]) ?? null, labels };
      }),
    );
  });
}

// Features whose drift or skew is not within its threshold, whatever the report says of anomalies.
function beyondThreshold(values: readonly Value[]): Set<string | undefined> {
  const pairs = values.flatMap((one, i) =>
    i % 2 === 0 ? [{ ...one, threshold: values[i + 1]?.value }] : [],
  );
  const wrong = pairs.filter(({ value, threshold }) => !(Number(value ?? Number.NaN) <= Number(threshold)));
  return new Set(wrong.map(({ labels }) => labels?.feature));
}

// Protobuf leaves out a zero, and writes what is not finite as a text.
function doubleOf(value: unknown): Value['value'] | undefined {
  if (value === undefined) return 0;
  const isWord = typeof value === 'string' && ['NaN', 'Infinity', '-Infinity'].includes(value);
  return isWord ? Number(value) : numericOf(value);
}

function pathOf(info: Fields): string | undefined {
  const steps = isFields(info.path) ? info.path.step : undefined;
  return Array.isArray(steps) && steps.length > 0 ? steps.map(maybeText).join('.') : undefined;
}

/** A field by its name in the proto file; JSON usually has it in camel case. */
function field(message: Fields, name: string): unknown {
  return message[name] ?? message[name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())];
}
