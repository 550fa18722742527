import { kolmogorovSurvival } from './kolmogorov.ts';

// As SciPy 1.17 (`ks_2samp`, method "auto"): beyond it, the limit distribution is as good, and much cheaper.
const mostExact = 10_000;

export interface TwoSampleP {
  /** Null where there is none. */
  p: number | null;
  method: 'exact' | 'asymptotic';
}

/**
 * The two-sided p-value of a two-sample Kolmogorov–Smirnov statistic: exact up to 10,000 values in each sample,
 * asymptotic above, as SciPy's `ks_2samp` chooses.
 */
export function twoSampleP(n1: number, n2: number, d: number): TwoSampleP {
  return Math.max(n1, n2) <= mostExact
    ? { p: exactTwoSampleP(n1, n2, d), method: 'exact' }
    : { p: asymptoticTwoSampleP(n1, n2, d), method: 'asymptotic' };
}

/**
 * P(D >= d) for samples of n1 and n2 values without ties, exactly: the share of the lattice paths from (0, 0) to
 * (n1, n2) that leave the band |x/n1 − y/n2| < d. All terms are positive, so small probabilities keep their relative
 * precision. Costs about 2·n1·n2·d steps. With ties it is an upper bound, as in SciPy.
 *
 * Source: Hodges, "The significance probability of the Smirnov two-sample test", Arkiv för Matematik 3 (1957); counted
 * from outside as in Viehmann, "Numerically more stable computation of the p-values for the two-sample
 * Kolmogorov-Smirnov test" (2021), arXiv:2102.08037.
 */
export function exactTwoSampleP(n1: number, n2: number, d: number): number {
  const distance = Math.round(d * n1 * n2);
  if (distance <= 0) return 1;
  // The share of paths to (x, y) that left the band on their way; 1 where (x, y) itself is outside.
  const left = new Float64Array(n2 + 1).fill(1);
  for (let x = 0; x <= n1; x++) {
    const low = Math.max(0, Math.floor((x * n2 - distance) / n1) + 1);
    const high = Math.min(n2, Math.ceil((x * n2 + distance) / n1) - 1);
    // The column before it ended one or more lower: what is below the band is outside from now on.
    let below = low === 0 ? 0 : 1;
    for (let y = low; y <= high; y++) {
      below = x + y === 0 ? 0 : (x * (left[y] as number) + y * below) / (x + y);
      left[y] = below;
    }
  }
  return Math.min(1, left[n2] as number);
}

/**
 * The p-value as SciPy's `ks_2samp(method='asymp')` has it: the one-sample distribution at n1·n2 / (n1 + n2) values,
 * rounded half to even. Null where that rounds to none.
 */
export function asymptoticTwoSampleP(n1: number, n2: number, d: number): number | null {
  const n = roundHalfToEven((n1 / (n1 + n2)) * n2);
  return n < 1 ? null : kolmogorovSurvival(n, d);
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
