import { mersenneTwister } from '@gatehouse/plugin-kit/statistics';
import { describe, expect, test } from 'vitest';
import { binsOf, countBins, equalCountEdges, expectedCalibrationError } from '../src/metrics/calibration.ts';
import { calibrationInterval } from '../src/metrics/calibration-interval.ts';

/** Rows whose score is `score`, and whose true probability is `truth(score)`. */
function draw(next: () => number, rows: number, truth: (score: number) => number) {
  const scores = Float64Array.from({ length: rows }, (_, row) => (row + 0.5) / rows);
  const hits = scores.map((score) => (next() / 2 ** 32 < truth(score) ? 1 : 0));
  const edges = equalCountEdges(scores, 10);
  return countBins(binsOf(scores, edges), edges, { scores, hits, weights: new Uint32Array(rows).fill(1) });
}

describe('the interval of the expected calibration error', () => {
  test.each<[string, (score: number) => number]>([
    ['of a calibrated model', (score) => score],
    ['of one that is a little off', (score) => 0.05 + 0.9 * score],
    ['of one that is far off', (score) => 0.3 + 0.4 * score],
    ['of one that is always wrong', (score) => 1 - score],
  ])('%s holds its value, and the true error at least as often as it says', (_, truth) => {
    const next = mersenneTwister(15);
    // Of bins of equal count, the gap of infinitely many rows is that at the middle of each.
    const gaps = Array.from({ length: 10 }, (_, bin) => Math.abs(truth((bin + 0.5) / 10) - (bin + 0.5) / 10));
    const error = gaps.reduce((sum, one) => sum + one, 0) / 10;
    let covered = 0;
    for (let run = 0; run < 400; run++) {
      const bins = draw(next, 300, truth);
      const [value, { low, high }] = [expectedCalibrationError(bins), calibrationInterval(bins, 0.95)];
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      if (low <= error && error <= high) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.95);
  });
});
