import {
  binsOf,
  type CalibrationBin,
  countBins,
  equalCountEdges,
  equalWidthEdges,
  expectedCalibrationError,
} from './metrics/calibration.ts';
import { type Family, reading, type Weights } from './reading.ts';

/**
 * The calibration of scores (`hits`: whether what they are the probability of is true, 1 or 0 by row), in bins of equal
 * width and of equal count. Resamples keep the bins of all rows.
 */
export function classifierCalibration(
  scores: Float64Array,
  hits: Float64Array,
  count: number,
): { family: Family; bins: (weights: Weights) => CalibrationBin[] } {
  const width = binned(equalWidthEdges(count));
  const equal = binned(equalCountEdges(scores, count));
  return {
    family: (weights) => [
      reading('ece', expectedCalibrationError(width(weights)), scores.length, ''),
      reading('ece_equal_count', expectedCalibrationError(equal(weights)), scores.length, ''),
    ],
    bins: width,
  };

  function binned(edges: Float64Array): (weights: Weights) => CalibrationBin[] {
    const bins = binsOf(scores, edges);
    return (weights) => countBins(bins, edges, { scores, hits, weights });
  }
}
