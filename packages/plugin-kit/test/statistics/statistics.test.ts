import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  asymptoticTwoSampleP,
  chiSquareSurvival,
  exactTwoSampleP,
  kolmogorovSurvival,
  logGammaQ,
  twoSampleP,
  twoSidedNormalP,
} from '../../src/statistics/index.ts';

// Made by make_reference.py with mpmath 1.4.1 (60 digits) and SciPy 1.17.1.
const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'));

/** The worst relative error of rows whose last number is the expected one. */
function worstError(rows: number[][], compute: (...parameters: number[]) => number): number {
  expect(rows.length).toBeGreaterThan(5);
  return Math.max(
    ...rows.map((row) => {
      const expected = row.at(-1) as number;
      return Math.abs(compute(...row.slice(0, -1)) - expected) / expected;
    }),
  );
}

describe('chi-square distribution', () => {
  test('equals 60-digit arithmetic from 1 to 1e-300, from 1 to 100,000 degrees of freedom', () => {
    const rows: number[][] = reference.chi_square;
    expect(Math.min(...rows.map((row) => row[2] as number))).toBeLessThan(1e-200);
    expect(worstError(rows, (degrees = 0, x = 0) => chiSquareSurvival(x, degrees))).toBeLessThan(1e-10);
  });

  // Abramowitz & Stegun (1964), table 26.7, and the usual critical values.
  test.each([
    [3.841458820694124, 1, 0.05],
    [6.634896601021213, 1, 0.01],
    [18.307038053275146, 10, 0.05],
    [10, 5, 0.0752352461],
    [4, 2, 0.1353352832],
  ])('of %s with %s degrees of freedom is the published %s', (x, degrees, p) => {
    expect(chiSquareSurvival(x, degrees)).toBeCloseTo(p, 10);
  });

  test('knows its ends, and the logarithm of what no number can be', () => {
    expect([chiSquareSurvival(0, 3), chiSquareSurvival(Number.POSITIVE_INFINITY, 3)]).toEqual([1, 0]);
    // Q(1, x) is e^−x.
    expect(logGammaQ(1, 5000)).toBeCloseTo(-5000, 9);
    expect(chiSquareSurvival(1e4, 2)).toBe(0);
    expect(() => chiSquareSurvival(1, 0)).toThrow(RangeError);
    expect(() => chiSquareSurvival(-1, 1)).toThrow(RangeError);
    expect(() => chiSquareSurvival(Number.NaN, 1)).toThrow(RangeError);
  });

  test('gives the two-sided p of a normal score', () => {
    expect(twoSidedNormalP(1.959963984540054)).toBeCloseTo(0.05, 12);
    // 2·Φ(−20), from mpmath.
    expect(twoSidedNormalP(-20) / 5.507248237212412e-89).toBeCloseTo(1, 10);
  });
});

describe('Kolmogorov distribution', () => {
  test("equals SciPy's kstwo at all sizes and distances", () => {
    expect(worstError(reference.survival, (n = 0, d = 0) => kolmogorovSurvival(n, d))).toBeLessThan(1e-9);
  });

  test('keeps its precision down to 1e-194', () => {
    expect(worstError(reference.exact_tails, (n = 0, d = 0) => kolmogorovSurvival(n, d))).toBeLessThan(1e-12);
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
});

describe('two-sample Smirnov test', () => {
  test('equals the paths counted in whole numbers, down to 1e-119', () => {
    const rows: number[][] = reference.two_sample;
    expect(Math.min(...rows.map((row) => row[3] as number))).toBeLessThan(1e-100);
    expect(worstError(rows, (n1 = 0, n2 = 0, d = 0) => exactTwoSampleP(n1, n2, d))).toBeLessThan(1e-11);
    expect(worstError(rows, (n1 = 0, n2 = 0, d = 0) => exactTwoSampleP(n2, n1, d))).toBeLessThan(1e-11);
  });

  // Kim & Jennrich (1973), the critical value 7/10 of two samples of ten: P(D >= 7/10) is 0.0123.
  test('equals the published value', () => {
    expect(exactTwoSampleP(10, 10, 0.7)).toBeCloseTo(0.012341, 6);
  });

  test('is exact up to 10,000 values and says so', () => {
    expect(twoSampleP(10_000, 20, 0.5)).toEqual({ p: exactTwoSampleP(10_000, 20, 0.5), method: 'exact' });
    expect(twoSampleP(10_001, 20, 0.5)).toEqual({
      p: asymptoticTwoSampleP(10_001, 20, 0.5),
      method: 'asymptotic',
    });
  });

  test('no value and one value have no asymptotic p-value', () => {
    expect(asymptoticTwoSampleP(1, 1, 1)).toBe(null);
    expect(asymptoticTwoSampleP(2, 2, 0)).toBe(1);
  });
});
