import { percentile } from './percentile.ts';

/** One bin of scores: (from, to], the first one with its lower end. Means are null where it is empty. */
export interface CalibrationBin {
  from: number;
  to: number;
  n: number;
  mean_score: number | null;
  positive_share: number | null;
}

/** Edges of `count` bins of equal width over [0, 1]. */
export function equalWidthEdges(count: number): Float64Array {
  // As numpy.linspace makes them: a multiple of the width, which is not always the nearest number to the fraction.
  return Float64Array.from({ length: count + 1 }, (_, edge) => (edge === count ? 1 : edge * (1 / count)));
}

/** Edges of `count` bins of equally many scores, up to ties: quantiles (Hyndman & Fan 7). */
export function equalCountEdges(scores: Float64Array, count: number): Float64Array {
  const sorted = scores.toSorted();
  return Float64Array.from(equalWidthEdges(count), (share) => percentile(sorted, share * 100));
}

/** The bin of each score, (from, to]: the same as scikit-learn's `calibration_curve` with these edges. */
export function binsOf(scores: Float64Array, edges: Float64Array): Uint16Array {
  return Uint16Array.from(scores, (score) => {
    // The first inner edge that is not below the score.
    let low = 1;
    let high = edges.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((edges[middle] as number) < score) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  });
}

/** Adds up weighted rows by bin; `hits` is 1 or 0 by row. */
export function countBins(
  bins: Uint16Array,
  edges: Float64Array,
  rows: { scores: Float64Array; hits: Float64Array; weights: Uint32Array },
): CalibrationBin[] {
  const { scores, hits, weights } = rows;
  // Rows, sum of scores and hits of each bin.
  const sums = new Float64Array(3 * (edges.length - 1));
  for (let row = 0; row < bins.length; row++) {
    const weight = weights[row] as number;
    if (weight === 0) continue;
    const at = 3 * (bins[row] as number);
    sums[at] = (sums[at] as number) + weight;
    sums[at + 1] = (sums[at + 1] as number) + weight * (scores[row] as number);
    sums[at + 2] = (sums[at + 2] as number) + weight * (hits[row] as number);
  }
  return Array.from({ length: edges.length - 1 }, (_, bin) => {
    const [n, score, hit] = sums.subarray(3 * bin, 3 * bin + 3) as unknown as [number, number, number];
    return {
      from: edges[bin] as number,
      to: edges[bin + 1] as number,
      n,
      mean_score: n === 0 ? null : score / n,
      positive_share: n === 0 ? null : hit / n,
    };
  });
}

/**
 * The expected calibration error, L1 norm: the mean over rows of |share of positives − mean score| of their bin.
 *
 * Source: Naeini, Cooper & Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015;
 * for the positive class, as torchmetrics' `BinaryCalibrationError(norm='l1')`; of several classes for the most
 * probable one, as Guo et al., "On calibration of modern neural networks", ICML 2017.
 */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  const rows = bins.reduce((sum, { n }) => sum + n, 0);
  const gaps = bins.map(({ n, mean_score, positive_share }) =>
    mean_score === null || positive_share === null ? 0 : (n / rows) * Math.abs(positive_share - mean_score),
  );
  return gaps.reduce((sum, gap) => sum + gap, 0);
}
