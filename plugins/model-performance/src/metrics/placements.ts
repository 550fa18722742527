import { sumOf } from '@gatehouse/plugin-kit/statistics';
import type { Ranking } from './ranking.ts';

/**
 * The area under the ROC curve in parts, in the order of the rows of each class: for each positive the share of
 * negatives below it, for each negative the share of positives above it; ties count one half. The mean of either is
 * the area.
 *
 * Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988), the structural components V10 and V01; found by
 * sorting as Sun & Xu, IEEE Signal Processing Letters 21 (2014).
 */
export interface Placements {
  area: number;
  positives: Float64Array;
  negatives: Float64Array;
}

/** Null where a class is missing. */
export function placementsOf({ order, last, positive }: Ranking): Placements | null {
  const total = positive.reduce((sum, one) => sum + one, 0);
  const others = positive.length - total;
  if (total === 0 || others === 0) return null;
  const place = new Float64Array(order.length);
  const isPositive = new Uint8Array(order.length);
  let [positives, negatives, start, pairs] = [0, 0, 0, 0];
  for (let end = 0; end < order.length; end++) {
    if (last[end] === 0) continue;
    let tied = 0;
    for (let at = start; at <= end; at++) tied += positive[at] as number;
    const tiedOthers = end + 1 - start - tied;
    const above = positives + tied / 2;
    const below = others - negatives - tiedOthers / 2;
    for (let at = start; at <= end; at++) {
      const row = order[at] as number;
      isPositive[row] = positive[at] as number;
      place[row] = positive[at] === 1 ? below / others : above / total;
    }
    // Counts and halves of counts stay exact below 2^53: up to 67 million rows of each class.
    pairs += tied * below;
    positives += tied;
    negatives += tiedOthers;
    start = end + 1;
  }
  return {
    area: pairs / (total * others),
    positives: place.filter((_, row) => isPositive[row] === 1),
    negatives: place.filter((_, row) => isPositive[row] === 0),
  };
}

/**
 * The variance of an area, or of the difference of two on the same rows. Null with fewer than two rows of a class.
 *
 * Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988), equation 6.
 */
export function areaVariance(a: Placements, b?: Placements): number | null {
  const parts = (['positives', 'negatives'] as const).map((side) => {
    const values = b === undefined ? a[side] : a[side].map((one, row) => one - (b[side][row] as number));
    return values.length < 2 ? null : variance(values) / values.length;
  });
  const [first = null, second = null] = parts;
  return first === null || second === null ? null : first + second;
}

/** The sample variance, with n − 1. */
export function variance(values: Float64Array): number {
  const { length } = values;
  const mean = sumOf(length, (row) => values[row] as number) / length;
  return sumOf(length, (row) => ((values[row] as number) - mean) ** 2) / (length - 1);
}
