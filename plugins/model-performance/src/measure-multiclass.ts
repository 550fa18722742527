import { oneClass } from './measure-binary.ts';
import { classifierCalibration } from './measure-calibration.ts';
import {
  balancedAccuracy,
  type ClassCounts,
  type Confusion,
  confusionCounter,
  countClasses,
  f1,
  precision,
  recall,
} from './metrics/confusion.ts';
import { brierScore, logLoss, logLossEpsilon } from './metrics/losses.ts';
import { rank, rankingMetrics } from './metrics/ranking.ts';
import { mostProbable, type Predictions, type Truth } from './predictions.ts';
import { type Family, keyOf, type Measures, meanOf, type Reading, reading, type Spread } from './reading.ts';

/** All that is measured of a classifier of several classes; what needs scores only where there are some. */
export function measureMulticlass(
  truth: Truth,
  { predicted, scores, type }: Predictions,
  { bins, weights }: { bins: number; weights: Uint32Array },
): Measures {
  const { values, classes } = truth;
  const rows = values.length;
  const count = confusionCounter(values, predicted, classes.length);
  const byClass: Family = (counts) => classReadings(truth, count(counts));
  const spreads = new Map<string, Spread>([
    ['accuracy', { by: 'share', fixed: true, of: (row) => (predicted[row] === values[row] ? 1 : 0) }],
  ]);
  for (const [index, name] of classes.entries()) {
    const hit = (row: number) => (predicted[row] === values[row] ? 1 : 0);
    const [recalled, precise] = (['recall', 'precision'] as const).map((metric) =>
      keyOf({ metric, labels: { class: name } }),
    ) as [string, string];
    spreads.set(recalled, {
      by: 'share',
      fixed: true,
      of: (row) => (values[row] === index ? hit(row) : NaN),
    });
    spreads.set(precise, {
      by: 'share',
      fixed: false,
      of: (row) => (predicted[row] === index ? hit(row) : NaN),
    });
  }
  const confusion = count(weights);
  const table = classes.map((_, one) =>
    Array.from(confusion.slice(one * classes.length, (one + 1) * classes.length)),
  );
  const details = { classes, confusion: { rows: 'true class', columns: 'predicted class', counts: table } };
  if (scores === undefined) return { readings: byClass(weights), spreads, families: [byClass], details };

  const rankings = classes.map((_, one) =>
    rank(
      rows,
      (row) => scores[row * classes.length + one] as number,
      (row) => values[row] === one,
    ),
  );
  const ranked: Family = (counts) => rankedReadings(truth, rankings, counts);
  const losses = {
    log_loss: logLoss(values, scores, classes.length, logLossEpsilon[type]),
    brier: brierScore(values, scores, classes.length),
  };
  for (const [metric, of] of Object.entries(losses)) spreads.set(metric, { by: 'mean', of });
  const best = Float64Array.from({ length: rows }, (_, row) => mostProbable(scores, classes.length, row));
  const confidence = best.map((one, row) => scores[row * classes.length + one] as number);
  const right = best.map((one, row) => (one === values[row] ? 1 : 0));
  const calibration = classifierCalibration(confidence, right, bins);
  for (const [metric, spread] of calibration.spreads) spreads.set(metric, spread);
  return {
    readings: [
      ...byClass(weights),
      ...ranked(weights),
      ...Object.entries(losses).map(([metric, of]) => reading(metric, meanOf(of, rows), rows, '')),
      ...calibration.family(weights),
    ],
    spreads,
    families: [byClass, ranked, calibration.family],
    details: { ...details, calibration_bins: calibration.bins },
  };
}

const shares = { precision, recall, f1 };

function classReadings(truth: Truth, confusion: Confusion): Reading[] {
  const { classes, values } = truth;
  const counts = countClasses(confusion, classes.length);
  const all = counts.reduce((sum, one) => sum + one.actual, 0);
  const hits = counts.reduce((sum, one) => sum + one.hits, 0);
  const rows = values.length;
  // Classes that occur in neither are no part of an average, as in scikit-learn.
  const used = counts.flatMap((one, index) => (one.actual + one.predicted > 0 ? [{ ...one, index }] : []));
  const absent = used.filter(({ actual }) => actual === 0).map(({ index }) => classes[index]);
  const note =
    absent.length === 0 ? undefined : `classes that are predicted and never true: ${absent.join(', ')}`;
  const averages = Object.entries(shares).flatMap(([metric, of]) => {
    const parts = used.map((one) => ({ value: of(one), weight: one.actual, name: classes[one.index] }));
    const lost = parts.filter(({ value }) => value === null).map(({ name }) => name);
    const why = `undefined for ${lost.join(', ')}`;
    const weighted = parts.filter(({ weight }) => weight > 0);
    const defined = weighted.every(({ value }) => value !== null);
    const sum = weighted.reduce((total, { value, weight }) => total + Number(value) * weight, 0);
    const mean = parts.reduce((total, { value }) => total + Number(value), 0) / parts.length;
    return [
      { ...reading(metric, lost.length > 0 ? null : mean, rows, why), labels: { average: 'macro' } },
      // One class a row: what is wrong for one class is wrong for another, so all three are the accuracy.
      { ...reading(metric, hits / all, rows, ''), labels: { average: 'micro' } },
      { ...reading(metric, defined ? sum / all : null, rows, why), labels: { average: 'weighted' } },
    ];
  });
  return [
    reading('accuracy', hits / all, rows, ''),
    { note, ...reading('balanced_accuracy', balancedAccuracy(counts), rows, oneClass(truth)) },
    ...averages,
    ...counts.flatMap((one, index) => perClass(one, classes[index] as string)),
  ];
}

function perClass(counts: ClassCounts, name: string): Reading[] {
  const labels = { class: name };
  const { actual, predicted } = counts;
  return [
    { ...reading('precision', precision(counts), predicted, 'no row is predicted to be of it'), labels },
    { ...reading('recall', recall(counts), actual, 'no row is of it'), labels },
    { ...reading('f1', f1(counts), actual, 'no row is or is predicted to be of it'), labels },
  ];
}

/** One class against the rest, for each class. */
function rankedReadings(
  { classes, values }: Truth,
  rankings: readonly ReturnType<typeof rank>[],
  weights: Uint32Array,
): Reading[] {
  const parts = rankings.map((ranking) => rankingMetrics(ranking, weights));
  const total = parts.reduce((sum, { positives }) => sum + positives, 0);
  return (['auc', 'averagePrecision'] as const).flatMap((part) => {
    const metric = part === 'auc' ? 'auc' : 'average_precision';
    const lost = classes.filter((_, one) => parts[one]?.[part] === null);
    const why = `undefined for ${lost.join(', ')}: no row, or every row, is of it`;
    const macro = parts.reduce((sum, one) => sum + Number(one[part]), 0) / parts.length;
    const weighted = parts.reduce((sum, one) => sum + Number(one[part]) * one.positives, 0) / total;
    return [
      {
        ...reading(metric, lost.length > 0 ? null : macro, values.length, why),
        labels: { average: 'macro' },
      },
      {
        ...reading(metric, lost.length > 0 ? null : weighted, values.length, why),
        labels: { average: 'weighted' },
      },
    ];
  });
}
