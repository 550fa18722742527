import {
  normalQuantile,
  normalSurvival,
  regularizedBeta,
  studentTQuantile,
  studentTSurvival,
  sumOf,
} from '@gatehouse/plugin-kit/statistics';
import { percentileInterval, rowValues, standardError } from './interval.ts';
import { areaVariance, variance } from './metrics/placements.ts';
import type { Reading, RowValue, Spread } from './reading.ts';
import { usable } from './resample.ts';

/** The candidate minus the baseline, on the same rows. What is null says why. */
export interface Comparison {
  difference: number | null;
  low: number | null;
  high: number | null;
  /** Two-sided, of no difference. */
  p: number | null;
  /** The smallest true difference that a test like this one would find with the asked power. */
  detectable: number | null;
  n: number;
  why?: string | undefined;
  note?: string | undefined;
}

/** One side of a comparison. */
export interface Side {
  reading: Reading;
  spread: Spread | undefined;
  replicates: Float64Array | undefined;
}

export function compare(
  candidate: Side,
  baseline: Side,
  options: { rows: number; confidence: number; power: number },
): Comparison {
  const { rows } = options;
  const [a, b] = [candidate.reading.value, baseline.reading.value];
  const none = { difference: null, low: null, high: null, p: null, detectable: null, n: rows };
  if (a === null) return { ...none, why: `of the candidate: ${candidate.reading.note}` };
  if (b === null) return { ...none, why: `of the baseline: ${baseline.reading.note}` };
  const found = compareSpreads(candidate, baseline, options);
  const known = { ...none, difference: a - b };
  return 'why' in found ? { ...known, why: found.why } : { ...known, ...found };
}

type Found = Omit<Comparison, 'difference' | 'n'> & { n?: number };

function compareSpreads(
  candidate: Side,
  baseline: Side,
  options: { rows: number; confidence: number; power: number },
): Found | { why: string } {
  const [a, b] = [candidate.spread, baseline.spread];
  if (a?.by === 'share' && b?.by === 'share' && a.fixed) return compareShares(a.of, b.of, options);
  if (a?.by === 'mean' && b?.by === 'mean') return compareMeans(a.of, b.of, options);
  if (a?.by === 'auc' && b?.by === 'auc') {
    const found = areaVariance(a.placements, b.placements);
    if (found === null) return { why: 'a class has fewer than two rows' };
    if (found === 0) return { why: 'both rank all rows alike, so that the spread can not be estimated' };
    return compareAreas(a.placements.area - b.placements.area, Math.sqrt(found), options);
  }
  return compareResamples(candidate.replicates, baseline.replicates, options);
}

/**
 * Shares of the same rows: McNemar's exact test, and the adjusted Wald interval, which has a spread even where all rows
 * agree.
 *
 * Source: McNemar, Psychometrika 12 (1947); Bonett & Price, "Adjusted Wald confidence interval for a difference of
 * binomial proportions based on paired data", Journal of Educational and Behavioral Statistics 37 (2012).
 */
function compareShares(
  a: RowValue,
  b: RowValue,
  options: { rows: number; confidence: number; power: number },
): Found {
  let [n, gained, lost] = [0, 0, 0];
  for (let row = 0; row < options.rows; row++) {
    const change = a(row) - b(row);
    if (Number.isNaN(change)) continue;
    n++;
    if (change > 0) gained++;
    if (change < 0) lost++;
  }
  const [up, down] = [(gained + 1) / (n + 2), (lost + 1) / (n + 2)];
  const error = Math.sqrt((up + down - (up - down) ** 2) / (n + 2));
  const half = normalQuantile((1 - options.confidence) / 2) * error;
  return {
    low: Math.max(-1, up - down - half),
    high: Math.min(1, up - down + half),
    p: mcnemarExact(gained, lost),
    detectable: detectable(error, options),
    n,
  };
}

/** The exact two-sided p-value: twice the binomial tail of the rarer change, at most 1. */
export function mcnemarExact(gained: number, lost: number): number {
  const [rarer, all] = [Math.min(gained, lost), gained + lost];
  // P(X ≤ k) of a binomial distribution, NIST DLMF 8.17.5; of equal counts more than half.
  return 2 * rarer === all ? 1 : Math.min(1, 2 * regularizedBeta(all - rarer, rarer + 1, 0.5));
}

/** Means over the same rows: Student's paired t test. */
function compareMeans(
  a: RowValue,
  b: RowValue,
  options: { rows: number; confidence: number; power: number },
): Found | { why: string } {
  const differences = rowValues((row) => a(row) - b(row), options.rows);
  const error = standardError(differences);
  if (typeof error !== 'number') return error;
  const mean = sumOf(differences.length, (row) => differences[row] as number) / differences.length;
  const df = differences.length - 1;
  const half = studentTQuantile((1 - options.confidence) / 2, df) * error;
  return {
    low: mean - half,
    high: mean + half,
    p: 2 * studentTSurvival(Math.abs(mean) / error, df),
    detectable: detectable(error, options),
  };
}

/** Correlated areas under ROC curves: the z test of DeLong, DeLong & Clarke-Pearson (1988). */
function compareAreas(
  difference: number,
  error: number,
  options: { confidence: number; power: number },
): Found {
  const half = normalQuantile((1 - options.confidence) / 2) * error;
  return {
    low: Math.max(-1, difference - half),
    high: Math.min(1, difference + half),
    p: 2 * normalSurvival(Math.abs(difference) / error),
    detectable: detectable(error, options),
  };
}

/**
 * The paired bootstrap. p is twice the share of resamples on the far side of zero, counted with one more, so that it is
 * never 0 (Davison & Hinkley, "Bootstrap Methods and their Application" (1997), section 4.4).
 */
function compareResamples(
  a: Float64Array | undefined,
  b: Float64Array | undefined,
  options: { confidence: number; power: number },
): Found | { why: string } {
  if (a === undefined || b === undefined) return { why: 'it was not resampled' };
  const differences = a.map((one, run) => one - (b[run] as number));
  const found = usable(differences);
  const interval = percentileInterval(differences, options.confidence);
  if ('why' in found) return found;
  if ('why' in interval) return interval;
  const { sorted } = found;
  const below = sorted.filter((one) => one <= 0).length;
  const above = sorted.filter((one) => one >= 0).length;
  return {
    ...interval,
    p: Math.min(1, (2 * (Math.min(below, above) + 1)) / (sorted.length + 1)),
    detectable: detectable(Math.sqrt(variance(sorted)), options),
  };
}

/** (z of the two-sided level + z of the power) · standard error: Cohen, "Statistical Power Analysis" (1988), ch. 2. */
function detectable(error: number, { confidence, power }: { confidence: number; power: number }): number {
  return (normalQuantile((1 - confidence) / 2) + normalQuantile(1 - power)) * error;
}
