import type { Measured } from '@gatehouse/plugin-kit';
import { wilsonInterval } from '@gatehouse/plugin-kit/statistics';
import type { Counts } from './count-groups.ts';
import type { BinCounts } from './metrics/calibration.ts';
import { calibrationError } from './metrics/calibration.ts';
import { type Rate, rateOf, ratesOf } from './rates.ts';

export type Measurement = Measured['measurements'][number];

/** What is measured of one group, or of all rows: each share with its interval, and calibration where there are scores. */
export function measureGroup(
  counts: Counts,
  labels: Record<string, string>,
  confidence: number,
): Measurement[] {
  const shares = ratesOf(counts).flatMap((metric) =>
    shareMeasurements(metric, rateOf(metric, counts), confidence),
  );
  const scores = counts.scores === null ? [] : calibration(counts, confidence);
  return [...shares, ...scores].map((one) => ({ ...one, labels }));
}

type Unlabelled = Omit<Measurement, 'labels'>;

function shareMeasurements(metric: string, rate: Rate, confidence: number): Unlabelled[] {
  const { value, k, n, why } = rate;
  const { low, high } = n === 0 ? { low: null, high: null } : wilsonInterval(k, n, confidence);
  const parts = { [metric]: value, [`${metric}_low`]: low, [`${metric}_high`]: high };
  return Object.entries(parts).map(([name, number]) => ({
    metric: name,
    value: number,
    n,
    ...(number === null ? { note: why } : {}),
  }));
}

function calibration(counts: Counts, confidence: number): Unlabelled[] {
  const { rows: n, positives } = counts;
  const mean = Number(counts.scores) / n;
  if (!counts.labelled) return [{ metric: 'mean_score', value: mean, n }];
  const { low, high } = wilsonInterval(positives, n, confidence);
  return [
    { metric: 'mean_score', value: mean, n },
    { metric: 'calibration_gap', value: calibrationGap(counts), n },
    { metric: 'calibration_gap_low', value: low - mean, n },
    { metric: 'calibration_gap_high', value: high - mean, n },
    { metric: 'calibration_error', value: calibrationError(counts.bins), n },
  ];
}

/** The observed rate minus the mean score: positive where more happens than was predicted. Null without scores. */
export function calibrationGap({ positives, scores, rows }: BinCounts): number | null {
  return scores === null || rows === 0 ? null : (positives - scores) / rows;
}
