/** One bin of scores: (from, to], the first one with its lower end. Means are null where it is empty. */
export interface CalibrationBin {
  from: number;
  to: number;
  n: number;
  mean_score: number | null;
  positive_share: number | null;
}

/** Sorts scores into `count` bins of equal width; the same bins as scikit-learn's `calibration_curve`. */
export function calibrationBins(scores: Float64Array, labels: Uint8Array, count: number): CalibrationBin[] {
  // As numpy.linspace makes them: a multiple of the width, which is not always the nearest number to the fraction.
  const edges = Array.from({ length: count + 1 }, (_, edge) => (edge === count ? 1 : edge * (1 / count)));
  const sums = edges.slice(1).map(() => ({ n: 0, scores: 0, positives: 0 }));
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] as number;
    const bin = sums[findBin(edges, score)] as (typeof sums)[number];
    bin.n++;
    bin.scores += score;
    bin.positives += labels[row] as number;
  }
  return sums.map(({ n, scores: sum, positives }, bin) => ({
    from: edges[bin] as number,
    to: edges[bin + 1] as number,
    n,
    mean_score: n === 0 ? null : sum / n,
    positive_share: n === 0 ? null : positives / n,
  }));
}

function findBin(edges: readonly number[], score: number): number {
  const count = edges.length - 1;
  // Arithmetic finds it to within one bin; the edges themselves decide.
  let bin = Math.min(Math.max(Math.ceil(score * count) - 1, 0), count - 1);
  while (bin > 0 && score <= (edges[bin] as number)) bin--;
  while (bin < count - 1 && score > (edges[bin + 1] as number)) bin++;
  return bin;
}

/**
 * The expected calibration error of the positive class, L1 norm: the mean over rows of
 * |share of positives − mean score| of their bin.
 *
 * Source: Naeini, Cooper & Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015;
 * for the positive class, as torchmetrics' `BinaryCalibrationError(norm='l1')`.
 */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  const rows = bins.reduce((sum, { n }) => sum + n, 0);
  const gaps = bins.map(({ n, mean_score, positive_share }) =>
    mean_score === null || positive_share === null ? 0 : (n / rows) * Math.abs(positive_share - mean_score),
  );
  return gaps.reduce((sum, gap) => sum + gap, 0);
}
