import { stirlingError } from './stirling-error.ts';

// Above this many terms, every k-th is taken: the terms are smooth, and vanish with their derivatives at both ends,
// so that the trapezoidal sum is right to the last digits.
const mostTerms = 20_000;

/**
 * P(D+ >= d) of the one-sided Kolmogorov–Smirnov statistic of n values, 0 < d < 1:
 * d·Σ C(n, j)·(d + j/n)^(j−1)·(1 − d − j/n)^(n−j), j from 0 to ⌊n·(1 − d)⌋. All terms are positive, so that the
 * smallest probabilities keep their relative precision.
 *
 * Source: Birnbaum & Tingey, "One-sided confidence contours for probability distribution functions", Annals of
 * Mathematical Statistics 22 (1951), eq. 3.0. Each term is a binomial probability by Loader's saddle point (2000).
 */
export function smirnovTail(n: number, d: number): number {
  const t = n * d;
  const last = Math.min(Math.floor(n - t), n - 1);
  const step = Math.max(1, Math.ceil(last / mostTerms));
  const ofN = stirlingError(n);
  let sum = 0;
  for (let j = step; j <= last; j += step) {
    const rest = n - j;
    if (rest <= t) continue;
    const deviance = t - j * Math.log1p(t / j) - t - rest * Math.log1p(-t / rest);
    const exponent = ofN - stirlingError(j) - stirlingError(rest) - deviance;
    sum += (t / (t + j)) * Math.sqrt(n / (2 * Math.PI * j * rest)) * Math.exp(exponent);
  }
  return sum * step + Math.exp(n * Math.log1p(-d));
}
