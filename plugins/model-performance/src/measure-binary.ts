import { classifierCalibration } from './measure-calibration.ts';
import {
  balancedAccuracy,
  type Confusion,
  confusionCounter,
  countClasses,
  f1,
  precision,
  recall,
} from './metrics/confusion.ts';
import { brierScore, logLoss, logLossEpsilon } from './metrics/losses.ts';
import { placementsOf } from './metrics/placements.ts';
import { rank, rankingMetrics } from './metrics/ranking.ts';
import type { Predictions, Truth } from './predictions.ts';
import { type Family, type Measures, meanOf, type Reading, reading, type Spread } from './reading.ts';

/** All that is measured of a binary classifier; what needs scores only where there are some. */
export function measureBinary(
  truth: Truth,
  { predicted, scores, type }: Predictions,
  { bins, weights }: { bins: number; weights: Uint32Array },
): Measures {
  const { values } = truth;
  const rows = values.length;
  const count = confusionCounter(values, predicted, 2);
  const byClass: Family = (counts) => classReadings(truth, count(counts));
  const readings = byClass(weights);
  const spreads = new Map<string, Spread>([
    ['accuracy', { by: 'share', fixed: true, of: (row) => (predicted[row] === values[row] ? 1 : 0) }],
    [
      'recall',
      { by: 'share', fixed: true, of: (row) => (values[row] === 1 ? (predicted[row] as number) : NaN) },
    ],
    [
      'precision',
      { by: 'share', fixed: false, of: (row) => (predicted[row] === 1 ? (values[row] as number) : NaN) },
    ],
  ]);
  const [tn, fp, fn, tp] = count(weights);
  const details = { confusion: { tp, fp, tn, fn } };
  if (scores === undefined) return { readings, spreads, families: [byClass], details };

  const ranking = rank(
    rows,
    (row) => scores[row] as number,
    (row) => values[row] === 1,
  );
  const ranked: Family = (counts) => {
    const { averagePrecision } = rankingMetrics(ranking, counts);
    return [reading('average_precision', averagePrecision, rows, oneClass(truth))];
  };
  const placements = placementsOf(ranking);
  if (placements) spreads.set('auc', { by: 'auc', placements });
  const losses = {
    log_loss: logLoss(values, scores, 1, logLossEpsilon[type]),
    brier: brierScore(values, scores, 1),
  };
  for (const [metric, of] of Object.entries(losses)) spreads.set(metric, { by: 'mean', of });
  const calibration = classifierCalibration(scores, values, bins);
  for (const [metric, spread] of calibration.spreads) spreads.set(metric, spread);
  return {
    readings: [
      ...readings,
      reading('auc', placements?.area ?? null, rows, oneClass(truth)),
      ...ranked(weights),
      ...Object.entries(losses).map(([metric, of]) => reading(metric, meanOf(of, rows), rows, '')),
      ...calibration.family(weights),
    ],
    spreads,
    families: [byClass, ranked, calibration.family],
    details: { ...details, calibration_bins: calibration.bins },
  };
}

function classReadings(truth: Truth, confusion: Confusion): Reading[] {
  const counts = countClasses(confusion, 2);
  const positive = counts[1] as (typeof counts)[number];
  const rows = truth.values.length;
  const hits = counts.reduce((sum, one) => sum + one.hits, 0);
  const all = counts.reduce((sum, one) => sum + one.actual, 0);
  return [
    reading('accuracy', hits / all, rows, ''),
    reading('balanced_accuracy', balancedAccuracy(counts), rows, oneClass(truth)),
    reading('f1', f1(positive), rows, 'no row is positive and none is predicted positive'),
    reading('precision', precision(positive), positive.predicted, 'no row is predicted positive'),
    reading('recall', recall(positive), positive.actual, `no row is positive: ${oneClass(truth)}`),
  ];
}

/** Why it can not be told how well classes are told apart. */
export function oneClass({ classes, counts }: Truth): string {
  const missing = classes.filter((_, index) => counts[index] === 0);
  const present = classes.filter((_, index) => counts[index] !== 0);
  return present.length === 1
    ? `every label is ${present[0]}: there is only one class`
    : `no label is ${missing.join(', ')}`;
}
