import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kolmogorovSurvival, twoSamplePValue } from '../src/metrics/kolmogorov.ts';
import { populationStabilityIndex } from '../src/metrics/psi.ts';
import { binNames, bound, quantileEdges } from '../src/metrics/quantile-bins.ts';

// Made by make_reference.py with SciPy 1.17.1 and mpmath.
const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'));
type Row = [n: number, d: number, p: number];

function worstError(rows: Row[]): number {
  expect(rows.length).toBeGreaterThan(5);
  return Math.max(...rows.map(([n, d, p]) => Math.abs(kolmogorovSurvival(n, d) - p) / p));
}

describe('Kolmogorov distribution', () => {
  test("equals SciPy's kstwo at all sizes and distances", () => {
    expect(worstError(reference.survival)).toBeLessThan(1e-9);
  });

  test('keeps its precision down to 1e-194', () => {
    expect(worstError(reference.exact_tails)).toBeLessThan(1e-12);
  });

  // Marsaglia, Tsang & Wang (2003), section 2: P(D < 0.274) of ten values is 0.6284796154565.
  test('equals the published value', () => {
    expect(1 - kolmogorovSurvival(10, 0.274)).toBeCloseTo(0.6284796154565, 10);
  });

  test('a large table takes no longer than a moment, and the taken terms stand for all', () => {
    // 2·exp(−2·n·d²) is the limit for large n: here 2·exp(−200).
    const p = kolmogorovSurvival(50_000_000, Math.sqrt(100 / 50_000_000));
    expect(p / (2 * Math.exp(-200))).toBeCloseTo(1, 2);
  });

  test('no value and one value have no two-sample p-value', () => {
    expect(twoSamplePValue(1, 1, 1)).toBe(null);
    expect(twoSamplePValue(2, 2, 0)).toBe(1);
  });
});

describe('population stability index', () => {
  test('of equal shares is zero, whatever the sizes', () => {
    const bins = [
      { reference: 10, current: 100 },
      { reference: 30, current: 300 },
    ];
    expect(populationStabilityIndex(bins, 1e-4)).toBeCloseTo(0, 15);
  });

  test('an empty bin counts as epsilon', () => {
    const bins = [
      { reference: 50, current: 100 },
      { reference: 50, current: 0 },
    ];
    const expected = 0.5 * Math.log(2) + (1e-4 - 0.5) * Math.log(1e-4 / 0.5);
    expect(populationStabilityIndex(bins, 1e-4)).toBeCloseTo(expected, 14);
  });

  test('bins with equal counts can be given once', () => {
    const one = [
      { reference: 1, current: 2 },
      { reference: 1, current: 2 },
      { reference: 4, current: 1 },
    ];
    const two = [
      { reference: 1, current: 2, times: 2 },
      { reference: 4, current: 1 },
    ];
    expect(populationStabilityIndex(two, 1e-4)).toBeCloseTo(populationStabilityIndex(one, 1e-4), 14);
  });
});

describe('quantile bins', () => {
  test('end at the quantiles, the outer ones open', () => {
    expect(binNames(quantileEdges([1, 2.5]))).toEqual(['(-inf, 1]', '(1, 2.5]', '(2.5, inf)']);
  });

  test('a repeated quantile gets a bin of its own', () => {
    const edges = quantileEdges([0, 0, 0, 3]);
    expect(binNames(edges)).toEqual(['(-inf, 0)', '[0, 0]', '(0, 3]', '(3, inf)']);
    expect(edges.map(bound)).toEqual([-Number.MIN_VALUE, 0, 3]);
  });

  test('below a number is the next smaller one', () => {
    const below = (value: number) => bound({ value, inclusive: false });
    expect(below(1)).toBe(1 - Number.EPSILON / 2);
    expect(below(-1)).toBe(-1 - Number.EPSILON);
  });

  test('infinite quantiles bound nothing', () => {
    expect(quantileEdges([Number.NEGATIVE_INFINITY, 1, Number.NaN])).toEqual([{ value: 1, inclusive: true }]);
  });
});
