import {
  binsOf,
  type CalibrationBin,
  countBins,
  equalCountEdges,
  equalWidthEdges,
  expectedCalibrationError,
} from './metrics/calibration.ts';
import { type Family, reading, type Spread, type Weights } from './reading.ts';

/**
 * The calibration of scores (`hits`: whether what they are the probability of is true, 1 or 0 by row), in bins of equal
 * width and of equal count. Resamples keep the bins of all rows.
 */
export function classifierCalibration(
  scores: Float64Array,
  hits: Float64Array,
  count: number,
): { family: Family; spreads: [metric: string, Spread][]; bins: CalibrationBin[] } {
  const width = binned(equalWidthEdges(count));
  const once = new Uint32Array(scores.length).fill(1);
  const equal = binned(equalCountEdges(scores, count));
  return {
    family: (weights) => [
      reading('ece', expectedCalibrationError(width(weights)), scores.length, ''),
      reading('ece_equal_count', expectedCalibrationError(equal(weights)), scores.length, ''),
    ],
    spreads: [
      ['ece', { by: 'gaps', bins: width(once) }],
      ['ece_equal_count', { by: 'gaps', bins: equal(once) }],
    ],
    bins: width(once),
  };

  function binned(edges: Float64Array): (weights: Weights) => CalibrationBin[] {
    const bins = binsOf(scores, edges);
    return (weights) => countBins(bins, edges, { scores, hits, weights });
  }
}
