import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alignSteps, countExactly, type Distribution } from '@gatehouse/plugin-kit/statistics';
import { describe, expect, test } from 'vitest';
import { quantileBins } from '../src/metrics/bin-steps.ts';
import { contingencyTest, cramersV, fitTest } from '../src/metrics/chi-square-tests.ts';
import {
  chebyshevDistance,
  hellingerDistance,
  jensenShannonDivergence,
  totalVariation,
} from '../src/metrics/divergences.ts';
import { populationStabilityIndex } from '../src/metrics/psi.ts';

// Made by make_reference.py with SciPy 1.17.1.
const { yates, pearson } = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'));
const bin = (reference: number, current: number, times = 1) => ({ reference, current, times });

describe('population stability index', () => {
  test('of equal shares is zero, whatever the sizes', () => {
    expect(populationStabilityIndex([bin(10, 100), bin(30, 300)], 1e-4)).toBeCloseTo(0, 15);
  });

  test('an empty bin counts as epsilon', () => {
    const expected = 0.5 * Math.log(2) + (1e-4 - 0.5) * Math.log(1e-4 / 0.5);
    expect(populationStabilityIndex([bin(50, 100), bin(50, 0)], 1e-4)).toBeCloseTo(expected, 14);
  });

  test('bins with equal counts can be given once', () => {
    const one = [bin(1, 2), bin(1, 2), bin(4, 1)];
    expect(populationStabilityIndex([bin(1, 2, 2), bin(4, 1)], 1e-4)).toBeCloseTo(
      populationStabilityIndex(one, 1e-4),
      14,
    );
  });
});

describe('distances of shares', () => {
  // By hand: p = (½, ½, 0), q = (½, 0, ½).
  const halves = [bin(5, 50), bin(5, 0), bin(0, 50)];

  test('have their values by definition', () => {
    expect(jensenShannonDivergence(halves)).toBeCloseTo(0.5, 15);
    expect(jensenShannonDivergence(halves, Math.E)).toBeCloseTo(0.5 * Math.LN2, 15);
    expect(hellingerDistance(halves)).toBeCloseTo(Math.SQRT1_2, 15);
    expect(chebyshevDistance(halves)).toBeCloseTo(0.5, 15);
    expect(totalVariation(halves)).toBeCloseTo(0.5, 15);
  });

  test('are 1 for what has nothing in common, 0 for what is the same', () => {
    for (const distance of [jensenShannonDivergence, hellingerDistance, chebyshevDistance, totalVariation]) {
      expect(distance([bin(3, 0), bin(0, 8)])).toBeCloseTo(1, 15);
      expect(distance([bin(3, 6), bin(1, 2)])).toBeCloseTo(0, 15);
    }
  });
});

describe('chi-square tests', () => {
  // Documentation of scipy.stats.chi2_contingency: [[10, 10, 20], [20, 20, 20]].
  test('of homogeneity equals the published example', () => {
    const { statistic, degrees, p } = contingencyTest([bin(10, 20), bin(10, 20), bin(20, 20)]) as never;
    expect([statistic, degrees]).toEqual([expect.closeTo(2.7777777777777777, 13), 2]);
    expect(p).toBeCloseTo(0.24935220877729619, 13);
  });

  // scipy.stats.chi2_contingency([[12, 5], [7, 7]]).
  test("applies Yates's correction to two by two only when asked", () => {
    const table = [bin(12, 7), bin(5, 7)];
    expect(contingencyTest(table, true)?.statistic).toBeCloseTo(yates, 13);
    expect(contingencyTest(table)?.statistic).toBeCloseTo(pearson, 13);
  });

  // Documentation of scipy.stats.chisquare: [16, 18, 16, 14, 12, 12] against an even share.
  test('of fit equals the published example', () => {
    const found = fitTest([16, 18, 16, 14, 12, 12].map((current) => bin(44 / 3, current)));
    expect(found?.statistic).toBeCloseTo(2.0, 12);
    expect(found?.p).toBeCloseTo(0.84914503608460956, 12);
  });

  test('of fit is infinite where something new appeared', () => {
    expect(fitTest([bin(3, 3), bin(0, 1)])).toEqual({
      statistic: Number.POSITIVE_INFINITY,
      degrees: 1,
      p: 0,
    });
  });

  test('of one bin is none', () => {
    expect([contingencyTest([bin(3, 4), bin(0, 0)]), fitTest([bin(3, 4)]), cramersV([bin(3, 4)])]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("Cramér's V is 1 for what has nothing in common, and less where chance is taken off", () => {
    expect(cramersV([bin(5, 0), bin(0, 5)])).toBeCloseTo(1, 15);
    const table = [bin(10, 20), bin(10, 20), bin(20, 20)];
    expect(cramersV(table)).toBeCloseTo(Math.sqrt(2.7777777777777777 / 100), 14);
    expect(cramersV(table, { unbiased: true })).toBeLessThan(cramersV(table) as number);
  });
});

describe('quantile bins', () => {
  const exact = (...values: number[]) => {
    const counter = countExactly(values.length);
    counter.add(Float64Array.from(values), values.length);
    return counter.finish();
  };
  const names = (reference: Distribution, current: Distribution, bins: number) =>
    quantileBins(alignSteps(reference, current), bins).map((one) => [one.bin, one.reference, one.current]);

  test('end at the quantiles, the outer ones open', () => {
    expect(names(exact(0, 1, 2, 3), exact(1, 1.5, 9), 2)).toEqual([
      ['(-inf, 1.5]', 2, 2],
      ['(1.5, inf)', 2, 1],
    ]);
  });

  test('a repeated quantile gets a bin of its own', () => {
    expect(names(exact(-1, 0, 0, 0, 0, 0, 0, 5), exact(-2, 0, 1), 4)).toEqual([
      ['(-inf, 0)', 1, 1],
      ['[0, 0]', 6, 1],
      ['(0, inf)', 1, 1],
    ]);
  });

  test('infinite quantiles bound nothing', () => {
    const infinite = exact(Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY);
    expect(names(infinite, exact(0), 3).map(([name]) => name)).toEqual(['(-inf, inf)']);
  });

  test('do not cut what was counted together: their counts stay exact', () => {
    const group = (low: number[], high: number[], count: number[]): Distribution => ({
      low: Float64Array.from(low),
      high: Float64Array.from(high),
      count: Float64Array.from(count),
    });
    const reference = group([0, 10, 20], [9, 19, 29], [4, 4, 4]);
    expect(names(reference, group([12, 22], [21, 28], [2, 3]), 2)).toEqual([
      ['(-inf, 29]', 12, 5],
      ['(29, inf)', 0, 0],
    ]);
    expect(names(reference, group([12], [18], [2]), 2)).toEqual([
      ['(-inf, 19]', 8, 2],
      ['(19, inf)', 4, 0],
    ]);
  });
});
