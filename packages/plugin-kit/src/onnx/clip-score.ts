import type { FloatType } from './float16.ts';

/**
 * By type of score: how far from [0, 1] sums of probabilities may come by rounding alone. The probabilities of hundreds
 * of trees, added up in single precision, are off by some 1e-7.
 */
export const scoreTolerance: Readonly<Record<FloatType, number>> = {
  float16: 2e-3,
  float32: 1e-6,
  float64: 1e-6,
};

/** A score as a probability: the nearest one, where it left [0, 1] by no more than rounding; else null. */
export function clipScore(score: number, type: FloatType): number | null {
  const within = Math.min(1, Math.max(0, score));
  return Math.abs(score - within) <= scoreTolerance[type] ? within : null;
}
