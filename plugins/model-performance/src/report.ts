import type { Measured } from '@gatehouse/plugin-kit';
import { type Comparison, compare, type Side } from './compare.ts';
import { intervalOf } from './interval.ts';
import type { Options } from './options.ts';
import type { Predictions, Role, Task } from './predictions.ts';
import { keyOf, type Measures, overflow, type Reading } from './reading.ts';
import type { Replicates } from './resample.ts';

/** The models, candidate first, and what was made of their predictions. */
export interface Judged {
  rows: number;
  resamples: number;
  models: readonly {
    role: Role;
    type: Predictions['type'];
    measures: Measures;
    replicates: Replicates[number];
  }[];
}

type Measurement = Measured['measurements'][number];

/** Each number with its interval by model; then, labelled as the candidate's, what sets it apart from the baseline. */
export function measurementsOf(
  judged: Judged,
  speeds: readonly { role: Role; readings: readonly Reading[] }[],
  options: Options,
): Measurement[] {
  const [candidate, baseline] = judged.models;
  return [
    ...judged.models.flatMap((model) => [
      ...model.measures.readings.flatMap((one) => withInterval(one, model, options)),
      ...speeds
        .filter(({ role }) => role === model.role)
        .flatMap(({ role, readings }) => readings.map((one) => labelled(one, role))),
    ]),
    ...(candidate === undefined || baseline === undefined
      ? []
      : comparisons(candidate, baseline, judged, options)),
  ];
}

type Model = Judged['models'][number];

function withInterval(reading: Reading, model: Model, { confidence }: Options): Measurement[] {
  const { spread, replicates } = sideOf(reading, model);
  const interval = intervalOf(reading, { spread, replicates, confidence });
  const ends = 'why' in interval ? { low: null, high: null, note: interval.why } : interval;
  const { metric, labels, n } = reading;
  return [
    labelled(reading, model.role),
    ...(['low', 'high'] as const).map((end) =>
      labelled({ metric: `${metric}_${end}`, labels, value: ends[end], n, note: ends.note }, model.role),
    ),
  ];
}

/** Of whole models; a class by itself is measured and not compared. */
function comparisons(candidate: Model, baseline: Model, { rows }: Judged, options: Options): Measurement[] {
  const shared = candidate.measures.readings.filter(({ labels }) => labels.class === undefined);
  return shared.flatMap((reading) => {
    const other = baseline.measures.readings.find((one) => keyOf(one) === keyOf(reading)) as Reading;
    const { confidence, power } = options;
    const found = compare(sideOf(reading, candidate), sideOf(other, baseline), { rows, confidence, power });
    return comparisonParts(found).map(([suffix, value]) => {
      const note = value === null ? found.why : found.note;
      return labelled(
        { metric: `${reading.metric}_${suffix}`, labels: reading.labels, value, n: found.n, note },
        'candidate',
      );
    });
  });
}

function comparisonParts({ difference, low, high, p, detectable }: Comparison): [string, number | null][] {
  return [
    ['difference', difference],
    ['difference_low', low],
    ['difference_high', high],
    ['difference_p', p],
    ['mde', detectable],
  ];
}

function sideOf(reading: Reading, { measures, replicates }: Model): Side {
  const key = keyOf(reading);
  return { reading, spread: measures.spreads.get(key), replicates: replicates.get(key) };
}

function labelled({ metric, value, n, labels, note }: Reading, role: Role): Measurement {
  const measured = { metric, n, labels: { model: role, ...labels } };
  if (value !== null && !Number.isFinite(value)) return { ...measured, value: null, note: overflow };
  return { ...measured, value, ...(note === undefined ? {} : { note }) };
}

const shown: Record<Task, readonly string[]> = {
  binary: ['accuracy', 'auc', 'f1', 'log_loss', 'brier', 'ece'],
  multiclass: ['accuracy', 'balanced_accuracy', 'auc', 'f1', 'log_loss', 'ece'],
  regression: ['mae', 'rmse', 'r2'],
};

/** For people: four decimals, macro averages, the baseline's names prefixed. The measurements keep every digit. */
export function headlineOf({ models }: Judged, { task }: Options): Record<string, number | null> {
  const entries = models.flatMap(({ role, measures }) =>
    measures.readings
      .filter(({ metric, labels }) => shown[task].includes(metric) && (labels.average ?? 'macro') === 'macro')
      .filter(({ labels }) => labels.class === undefined)
      .map(({ metric, value }) => [
        `${role === 'candidate' ? '' : `${role}_`}${metric}`,
        value === null ? null : Number(value.toFixed(4)),
      ]),
  );
  return Object.fromEntries(entries);
}
