import { expect, test } from 'vitest';
import {
  logBeta,
  normalQuantile,
  normalSurvival,
  regularizedBeta,
  studentTQuantile,
  studentTSurvival,
  wilsonInterval,
} from '../../src/statistics/index.ts';

const relative = (found: number, wanted: number) => Math.abs(found - wanted) / Math.abs(wanted);

// Computed with mpmath 1.4.1 at 60 digits; the quantiles of the usual levels are those of every table.
test.each([
  [-3, 0.99865010196837],
  [-1, 0.841344746068543],
  [0, 0.5],
  [0.1, 0.460172162722971],
  [0.5, 0.308537538725987],
  [1, 0.158655253931457],
  [2.4, 0.00819753592459613],
  [2.6, 0.00466118802371875],
  [3, 0.00134989803163009],
  [5, 2.86651571879194e-7],
  [10, 7.61985302416053e-24],
  [21.3, 5.67605616213548e-101],
  [37, 5.72557122252458e-300],
])('P(Z > %d)', (z, wanted) => {
  expect(relative(normalSurvival(z), wanted)).toBeLessThan(1e-12);
});

test.each([
  [1e-100, 21.2734535609653],
  [1e-20, 9.26234008979841],
  [1e-9, 5.99780701500769],
  [0.005, 2.5758293035489],
  [0.025, 1.95996398454005],
  [0.2, 0.841621233572914],
  [0.4, 0.2533471031358],
  [0.975, -1.95996398454005],
])('the normal quantile of %d', (p, wanted) => {
  expect(relative(normalQuantile(p), wanted)).toBeLessThan(1e-12);
});

test('the quantile of one half is zero, and of 0 and 1 there is none', () => {
  expect(normalQuantile(0.5)).toBeCloseTo(0, 14);
  for (const p of [0, 1, -1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(RangeError);
});

test.each([
  [0, 5, 0.5],
  [0.3, 1, 0.407226420922258],
  [1, 1, 0.25],
  [2, 3, 0.0696629842794216],
  [2.5, 30, 0.00905782453403335],
  [1e6, 2, 4.9999999999925e-13],
  [30, 25, 1.99793142512754e-21],
  [22, 1112, 1.21321897993109e-89],
  [25, 500, 2.15042975976147e-90],
  [21.5, 100000, 1.32894697920806e-102],
  [21.3, 1000000, 5.9770449896364e-101],
  [1.96, 4999999, 0.0249979228771004],
])('P(T > %d) with %d degrees of freedom', (t, df, wanted) => {
  expect(relative(studentTSurvival(t, df), wanted)).toBeLessThan(1e-9);
  expect(studentTSurvival(-t, df)).toBeCloseTo(1 - wanted, 11);
});

test.each([
  [0.025, 1, 12.7062047361747],
  [0.025, 2, 4.30265272974946],
  [0.005, 10, 3.16927267261695],
  [0.05, 30, 1.69726088659396],
  [0.025, 1112, 1.96209960640747],
  [1e-20, 50, 15.2382333271718],
  [0.4, 3, 0.27667066233269],
  [0.975, 7, -2.36462425159278],
])('the quantile of %d of t with %d degrees of freedom', (p, df, wanted) => {
  expect(relative(studentTQuantile(p, df), wanted)).toBeLessThan(1e-11);
});

test.each([
  [0.5, 0.5, 0.3, 0.369010119565545],
  [1, 1, 0.25, 0.25],
  [2, 3, 0.4, 0.5248],
  [5, 0.5, 0.9, 0.316642915020012],
  [30, 10, 0.5, 0.00053250981727615],
  [400, 20, 0.5, 2.79586584264043e-94],
  [300, 101, 0.5, 1.29594345348604e-24],
  [1000.5, 700, 0.4, 1.89488590097612e-55],
  [5001, 4990, 0.5, 0.45618322135271],
  [0.01, 3, 0.2, 0.995087118231316],
  [12, 15, 0.999, 1],
])('I_x(%d, %d) at x = %d', (a, b, x, wanted) => {
  expect(relative(regularizedBeta(a, b, x), wanted)).toBeLessThan(1e-10);
});

test('the incomplete beta function at its ends, and outside of them', () => {
  expect([regularizedBeta(2, 3, 0), regularizedBeta(2, 3, 1)]).toEqual([0, 1]);
  for (const [a, b, x] of [
    [0, 1, 0.5],
    [1, -1, 0.5],
    [1, 1, 1.5],
    [1, 1, Number.NaN],
  ] as const)
    expect(() => regularizedBeta(a, b, x)).toThrow(RangeError);
});

test.each([
  [0.5, 0.5, 1.1447298858494],
  [1, 3, -1.09861228866811],
  [10, 0.5, -0.566432796397594],
  [500000, 0.5, -5.98881649577746],
  [1e6, 1e6, -1386300.0033629211],
  [0.01, 200, 4.54652147458797],
])('ln B(%d, %d)', (a, b, wanted) => {
  expect(relative(logBeta(a, b), wanted)).toBeLessThan(1e-12);
});

// Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('the Wilson interval of %d in %d', (k, n, low, high) => {
  const interval = wilsonInterval(k, n, 0.95);
  expect([interval.low.toFixed(4), interval.high.toFixed(4)]).toEqual([low.toFixed(4), high.toFixed(4)]);
});
