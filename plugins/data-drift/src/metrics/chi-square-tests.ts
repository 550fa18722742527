import { chiSquareSurvival } from '@gatehouse/plugin-kit/statistics';
import type { BinCounts } from './psi.ts';

export interface ChiSquareTest {
  statistic: number;
  degrees: number;
  p: number;
}

/**
 * Pearson's chi-square test of homogeneity on the 2 × k table of counts; bins that are empty on both sides are left
 * out. `correct`: Yates's correction where there is one degree of freedom. Undefined for a single bin.
 *
 * Source: Pearson (1900); Yates (1934) as `scipy.stats.chi2_contingency` applies it.
 */
export function contingencyTest(bins: readonly BinCounts[], correct = false): ChiSquareTest | undefined {
  const { filled, references, currents } = filledOf(bins);
  const degrees = countOf(filled) - 1;
  if (degrees < 1) return undefined;
  const all = references + currents;
  const statistic = filled.reduce((sum, { reference, current, times = 1 }) => {
    const expected = ((reference + current) * references) / all;
    const difference = Math.abs(reference - expected);
    const used = correct && degrees === 1 ? difference - Math.min(0.5, difference) : difference;
    const rest = reference + current - expected;
    return sum + times * used ** 2 * (1 / expected + 1 / rest);
  }, 0);
  return { statistic, degrees, p: chiSquareSurvival(statistic, degrees) };
}

/**
 * Pearson's chi-square test of fit: current against the shares of the reference, scaled to its size, which are taken
 * for certain. Infinite, with p = 0, where current has what the reference lacks. Undefined for a single bin.
 *
 * Source: Pearson (1900), as `scipy.stats.chisquare` of scaled counts.
 */
export function fitTest(bins: readonly BinCounts[]): ChiSquareTest | undefined {
  const { filled, references, currents } = filledOf(bins);
  const degrees = countOf(filled) - 1;
  if (degrees < 1) return undefined;
  if (filled.some(({ reference }) => reference === 0))
    return { statistic: Number.POSITIVE_INFINITY, degrees, p: 0 };
  const statistic = filled.reduce((sum, { reference, current, times = 1 }) => {
    const expected = reference * (currents / references);
    return sum + (times * (current - expected) ** 2) / expected;
  }, 0);
  return { statistic, degrees, p: chiSquareSurvival(statistic, degrees) };
}

/**
 * Cramér's V of the 2 × k table, √(χ² / n): from 0 to 1. `unbiased`: less what is expected by chance. Undefined for a
 * single bin.
 *
 * Source: Cramér (1946), chapter 21; Bergsma, "A bias-correction for Cramér's V and Tschuprow's T", Journal of the
 * Korean Statistical Society 42 (2013).
 */
export function cramersV(
  bins: readonly BinCounts[],
  { unbiased = false, correct = false } = {},
): number | undefined {
  const test = contingencyTest(bins, correct);
  if (test === undefined) return undefined;
  const { filled, references, currents } = filledOf(bins);
  const n = references + currents;
  const k = countOf(filled);
  if (!unbiased) return Math.sqrt(test.statistic / n);
  const phi = Math.max(0, test.statistic / n - (k - 1) / (n - 1));
  const rows = 2 - 1 / (n - 1);
  const columns = k - (k - 1) ** 2 / (n - 1);
  return Math.sqrt(phi / Math.min(columns - 1, rows - 1));
}

function filledOf(bins: readonly BinCounts[]) {
  const filled = bins.filter(({ reference, current }) => reference + current > 0);
  const total = (side: 'reference' | 'current') =>
    filled.reduce((sum, bin) => sum + bin[side] * (bin.times ?? 1), 0);
  return { filled, references: total('reference'), currents: total('current') };
}

function countOf(bins: readonly BinCounts[]): number {
  return bins.reduce((sum, { times = 1 }) => sum + times, 0);
}
