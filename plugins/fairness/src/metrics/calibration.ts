/** What the rows of a bin of scores add up to. Without scores, there is one bin. */
export interface BinCounts {
  rows: number;
  positives: number;
  /** The sum of the scores, null without scores. */
  scores: number | null;
}

/** The edges between `count` bins of equal width, (from, to], of scores: those of scikit-learn's calibration_curve. */
export function innerEdges(count: number): number[] {
  // As numpy.linspace makes them: a multiple of the width, which is not always the nearest number to the fraction.
  return Array.from({ length: count - 1 }, (_, edge) => (edge + 1) * (1 / count));
}

/**
 * The expected calibration error of the positive class, L1 norm: the mean over rows of |share of positives − mean
 * score| of their bin. Null without rows or scores.
 *
 * Source: Naeini, Cooper & Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015.
 */
export function calibrationError(bins: readonly BinCounts[]): number | null {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  if (rows === 0 || bins.some(({ scores }) => scores === null)) return null;
  return bins.reduce((sum, bin) => sum + Math.abs(bin.positives - Number(bin.scores)), 0) / rows;
}
