import { durbinCdf } from './durbin-matrix.ts';
import { pelzGoodCdf } from './pelz-good.ts';
import { smirnovTail } from './smirnov-tail.ts';
import { stirlingError } from './stirling-error.ts';

/**
 * P(D >= d) of the two-sided Kolmogorov–Smirnov statistic of one sample of n values, the distribution that SciPy calls
 * `kstwo`. n is a whole number from 1. Accurate to 1e-6 relative for small probabilities down to 1e-300.
 *
 * Source: Simard & L'Ecuyer, "Computing the two-sided Kolmogorov–Smirnov distribution", Journal of Statistical
 * Software 39/11 (2011): which method holds where. Small tails are twice the one-sided tail.
 */
export function kolmogorovSurvival(n: number, d: number): number {
  const t = n * d;
  if (t <= 0.5) return 1;
  if (d >= 1) return 0;
  if (t <= 1) return 1 - rubenGambino(n, t);
  if (t >= n - 1) return 2 * (1 - d) ** n;
  if (d >= 0.5 || t * d > (n <= 140 ? 4 : 2.2)) return Math.min(1, 2 * smirnovTail(n, d));
  const exact = n <= 140 || (n <= 100_000 && n * d ** 1.5 <= 1.4);
  return Math.min(1, Math.max(0, 1 - (exact ? durbinCdf(n, d) : pelzGoodCdf(n, d))));
}

/** P(D < d) for 1/2 <= n·d <= 1: n!·((2·n·d − 1)/n)^n. Ruben & Gambino (1982), as in the source above, eq. 3. */
function rubenGambino(n: number, t: number): number {
  const logFactorialOverPower = stirlingError(n) + Math.log(2 * Math.PI * n) / 2 - n;
  return Math.exp(logFactorialOverPower + n * Math.log(2 * t - 1));
}
