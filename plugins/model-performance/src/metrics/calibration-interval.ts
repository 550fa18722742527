import { normalQuantile } from '@gatehouse/plugin-kit/statistics';
import type { CalibrationBin } from './calibration.ts';

/**
 * An interval of the expected calibration error that the bins would show of infinitely many rows. The error is a mean of
 * absolute gaps, so that chance alone makes it larger, and that of a resample larger once more: a percentile bootstrap
 * can lie above the value itself (Kumar, Liang & Ma, "Verified uncertainty calibration", NeurIPS 2019; Roelofs et al.,
 * "Mitigating bias in calibration error estimation", AISTATS 2022).
 *
 * With normal errors e of the gaps and weights w, the value found is at least the true one + Σ ±w·e, and at most the true
 * one + Σ w·|e|, whose mean is √(2/π)·Σ w·σ. Both spread by no more than √(Σ w²σ²) (Borell, "The Brunn-Minkowski
 * inequality in Gauss space", Inventiones mathematicae 30 (1975)); so both ends hold at least as often as they say, however
 * small the error is. The variance of a share is that with one more hit and one more miss, so that no bin has none
 * (Agresti & Caffo, The American Statistician 54 (2000)).
 */
export function calibrationInterval(
  bins: readonly CalibrationBin[],
  confidence: number,
): { low: number; high: number } {
  const rows = bins.reduce((sum, { n }) => sum + n, 0);
  let [value, chance, squares] = [0, 0, 0];
  for (const { n, mean_score, positive_share } of bins) {
    if (mean_score === null || positive_share === null) continue;
    const share = (positive_share * n + 1) / (n + 2);
    const error = (n / rows) * Math.sqrt((share * (1 - share)) / n);
    value += (n / rows) * Math.abs(positive_share - mean_score);
    chance += Math.sqrt(2 / Math.PI) * error;
    squares += error ** 2;
  }
  const half = normalQuantile((1 - confidence) / 2) * Math.sqrt(squares);
  return { low: Math.max(0, value - chance - half), high: Math.min(1, value + half) };
}
