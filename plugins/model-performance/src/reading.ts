import { sumOf } from '@gatehouse/plugin-kit/statistics';
import type { CalibrationBin } from './metrics/calibration.ts';
import type { Placements } from './metrics/placements.ts';

/** A number of one model. */
export interface Reading {
  metric: string;
  /** `average` or `class`, where there are several of one name. */
  labels: Readonly<Record<string, string>>;
  value: number | null;
  /** Rows that it rests on. */
  n: number;
  /** Why it is undefined, or what is to be known of it. */
  note?: string | undefined;
}

/** How often each row counts: once, or in a resample as often as it was drawn. */
export type Weights = Uint32Array;

/** Numbers that are made of one pass over weighted rows; always the same ones in the same order. */
export type Family = (weights: Weights) => Reading[];

/** A row's part in a number; NaN where it has none. */
export type RowValue = (row: number) => number;

/** What an interval and a paired comparison can be made from; without one, resampling is all there is. */
export type Spread =
  /** A share of rows, by row 1 or 0. `fixed`: which rows count does not depend on the model. */
  | { by: 'share'; of: RowValue; fixed: boolean }
  /** A mean over all rows. */
  | { by: 'mean'; of: RowValue }
  | { by: 'auc'; placements: Placements }
  /** A mean of absolute gaps of bins, for an interval alone. */
  | { by: 'gaps'; bins: readonly CalibrationBin[] };

/** Everything that is measured of one model, and what more can be made of it. */
export interface Measures {
  readings: Reading[];
  /** By reading: keyOf. */
  spreads: ReadonlyMap<string, Spread>;
  families: readonly Family[];
  /** For people. */
  details: Record<string, unknown>;
}

export function keyOf({ metric, labels }: Pick<Reading, 'metric' | 'labels'>): string {
  return [metric, ...Object.entries(labels).flat()].join(' ');
}

/** What to say of a number that left the range of those that can be written. */
export const overflow =
  'it is larger than any number that can be written: values of such a size cannot be measured';

/** A reading without labels; `why` says why it is undefined, where it is. A number that overflows is none. */
export function reading(metric: string, value: number | null, n: number, why: string): Reading {
  if (value !== null && !Number.isFinite(value))
    return { metric, labels: {}, value: null, n, note: overflow };
  return value === null ? { metric, labels: {}, value, n, note: why } : { metric, labels: {}, value, n };
}

/** The mean over `rows` rows. */
export function meanOf(of: RowValue, rows: number): number {
  return sumOf(rows, of) / rows;
}
