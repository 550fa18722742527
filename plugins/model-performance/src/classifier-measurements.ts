import { areaUnderCurve } from './metrics/auc.ts';
import { brierScore } from './metrics/brier.ts';
import { calibrationBins, expectedCalibrationError } from './metrics/calibration.ts';
import { accuracy, countConfusion, f1, precision, recall } from './metrics/confusion.ts';
import { logLoss } from './metrics/log-loss.ts';

/** A number without its labels. */
export interface Reading {
  metric: string;
  value: number | null;
  n: number;
  note?: string;
}

export interface Quality {
  measurements: Reading[];
  details: Record<string, unknown>;
}

/** The quality of scores (probabilities of the positive class) against labels (1: positive), both by row. */
export function measureClassifier(
  scores: Float64Array,
  labels: Uint8Array,
  options: { threshold: number; bins: number; type: 'float32' | 'float64'; note?: string | undefined },
): Quality {
  // NumPy compares float32 scores with a float32 threshold: a score of float32(0.7) reaches 0.7.
  const threshold = options.type === 'float32' ? Math.fround(options.threshold) : options.threshold;
  const confusion = countConfusion(scores, labels, threshold);
  const { tp, fp, tn, fn } = confusion;
  const n = scores.length;
  const bins = calibrationBins(scores, labels, options.bins);
  const oneClass = options.note ?? 'there is only one class';
  const measurements: Reading[] = [
    { metric: 'accuracy', value: accuracy(confusion), n },
    reading('auc', areaUnderCurve(scores, labels), n, oneClass),
    reading('f1', f1(confusion), n, 'no row is positive and none is predicted positive'),
    reading('precision', precision(confusion), tp + fp, 'no row is predicted positive'),
    reading('recall', recall(confusion), tp + fn, `no row is positive: ${oneClass}`),
    { metric: 'log_loss', value: logLoss(scores, labels), n },
    { metric: 'brier', value: brierScore(scores, labels), n },
    { metric: 'ece', value: expectedCalibrationError(bins), n },
  ];
  return { measurements, details: { confusion: { tp, fp, tn, fn }, calibration_bins: bins } };
}

function reading(metric: string, value: number | null, n: number, why: string): Reading {
  return value === null ? { metric, value, n, note: why } : { metric, value, n };
}

const shown = ['accuracy', 'auc', 'f1', 'log_loss', 'brier', 'ece'];

/** For people: four decimals, the baseline's names prefixed. The measurements keep every digit. */
export function roundedHeadline(role: string, quality: Quality): Record<string, number | null> {
  const prefix = role === 'candidate' ? '' : `${role}_`;
  const readings = quality.measurements.filter(({ metric }) => shown.includes(metric));
  return Object.fromEntries(
    readings.map(({ metric, value }) => [
      `${prefix}${metric}`,
      value === null ? null : Number(value.toFixed(4)),
    ]),
  );
}
