import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measureClassifier } from '../src/classifier-measurements.ts';
import { areaUnderCurve } from '../src/metrics/auc.ts';
import { calibrationBins } from '../src/metrics/calibration.ts';
import { percentile } from '../src/metrics/percentile.ts';

// Made by make_reference.py with scikit-learn 1.9.1.
const { tied } = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'));
const scores = Float64Array.from(tied.scores as number[]);
const labels = Uint8Array.from(tied.labels as number[]);

test.each([
  ['default', 0.5, 10],
  ['threshold_0.7_bins_7', 0.7, 7],
])('equals scikit-learn on tied scores: %s', (name, threshold, bins) => {
  const { measurements } = measureClassifier(scores, labels, { threshold, bins, type: 'float32' });
  const expected = Object.entries(tied[name] as Record<string, number>);
  expect(expected).toHaveLength(8);
  for (const [metric, value] of expected)
    expect(measurements.find((one) => one.metric === metric)?.value, metric).toBeCloseTo(value, 12);
});

test('AUC is the share of ordered pairs, ties counting one half', () => {
  // Pairs (positive, negative): 0.4>0.1, 0.4=0.4, 0.8>0.1, 0.8>0.4: 3.5 of 4.
  expect(areaUnderCurve(Float64Array.of(0.1, 0.4, 0.4, 0.8), Uint8Array.of(0, 0, 1, 1))).toBe(3.5 / 4);
  expect(areaUnderCurve(Float64Array.of(0.5, 0.5, 0.5), Uint8Array.of(0, 1, 1))).toBe(0.5);
});

test('AUC of a single class is undefined', () => {
  expect(areaUnderCurve(Float64Array.of(0.1, 0.4), Uint8Array.of(1, 1))).toBe(null);
});

test('a score on an edge belongs to the bin below it, 0 to the first and 1 to the last', () => {
  const counts = (values: number[], bins: number) =>
    calibrationBins(Float64Array.from(values), new Uint8Array(values.length), bins).map(({ n }) => n);
  expect(counts([0, 0.25, 0.26, 0.5, 0.75, 1], 4)).toEqual([2, 2, 1, 1]);
  expect(counts([0, 1], 1)).toEqual([2]);
});

test('percentiles interpolate as NumPy does', () => {
  expect(percentile([4, 1, 3, 2], 50)).toBe(2.5);
  expect(percentile([1, 2, 3, 4, 5], 95)).toBeCloseTo(4.8, 12);
  expect(percentile([7], 95)).toBe(7);
});
