import { normalQuantile, studentTQuantile, wilsonInterval } from '@gatehouse/plugin-kit/statistics';
import { calibrationInterval } from './metrics/calibration-interval.ts';
import { percentile } from './metrics/percentile.ts';
import { areaVariance, variance } from './metrics/placements.ts';
import type { Reading, RowValue, Spread } from './reading.ts';
import { usable } from './resample.ts';

export type Interval = { low: number; high: number; note?: string | undefined } | { why: string };

/** The confidence interval of a reading, or why there is none. `replicates` serve where there is no spread. */
export function intervalOf(
  { value, n, note }: Reading,
  {
    spread,
    replicates,
    confidence,
  }: {
    spread: Spread | undefined;
    replicates: Float64Array | undefined;
    confidence: number;
  },
): Interval {
  if (value === null) return { why: note ?? 'it is undefined' };
  switch (spread?.by) {
    case 'share':
      return wilsonInterval(Math.round(value * n), n, confidence);
    case 'mean':
      return meanInterval(rowValues(spread.of, n), value, confidence);
    case 'auc': {
      const found = areaVariance(spread.placements);
      if (found === null) return { why: 'a class has fewer than two rows' };
      if (found === 0) return { why: 'the classes do not overlap, so that its spread can not be estimated' };
      const half = normalQuantile((1 - confidence) / 2) * Math.sqrt(found);
      return { low: Math.max(0, value - half), high: Math.min(1, value + half) };
    }
  }
  if (spread?.by === 'gaps')
    return n < 2 ? { why: 'there is only one row' } : calibrationInterval(spread.bins, confidence);
  if (replicates === undefined) return { why: 'it was not resampled' };
  return percentileInterval(replicates, confidence);
}

export function percentileInterval(replicates: Float64Array, confidence: number): Interval {
  const found = usable(replicates);
  if ('why' in found) return found;
  const tail = (100 * (1 - confidence)) / 2;
  return {
    low: percentile(found.sorted, tail),
    high: percentile(found.sorted, 100 - tail),
    note: found.note,
  };
}

// Losses are never negative, so neither is their mean.
function meanInterval(values: Float64Array, mean: number, confidence: number): Interval {
  const error = standardError(values);
  if (typeof error !== 'number') return error;
  const half = studentTQuantile((1 - confidence) / 2, values.length - 1) * error;
  return { low: Math.max(0, mean - half), high: mean + half };
}

/** The standard error of a mean, or why there is none. Equal values have none: rounding would make a tiny one. */
export function standardError(values: Float64Array): number | { why: string } {
  if (values.length < 2) return { why: 'there is only one row' };
  if (values.every((one) => one === values[0])) return { why: 'every row has the same value' };
  return Math.sqrt(variance(values) / values.length);
}

export function rowValues(of: RowValue, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => of(row));
}
