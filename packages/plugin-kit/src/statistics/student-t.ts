import { logBeta, regularizedBeta } from './incomplete-beta.ts';
import { normalQuantile } from './normal.ts';

/**
 * P(T > t) of Student's t distribution with `df` degrees of freedom, precise also where it is tiny.
 *
 * Source: Abramowitz & Stegun 26.7.1 with 26.5.27.
 */
export function studentTSurvival(t: number, df: number): number {
  if (t < 0) return 1 - studentTSurvival(-t, df);
  const square = t * t;
  return regularizedBeta(df / 2, 0.5, df / (df + square), square / (df + square)) / 2;
}

/** The t with P(T > t) = p, for 0 < p < 1: the upper quantile. */
export function studentTQuantile(p: number, df: number): number {
  if (p > 0.5) return -studentTQuantile(1 - p, df);
  // The tail of t is heavier than the normal one and convex, so Newton's steps from there only rise, up to rounding.
  let t = normalQuantile(p);
  for (let step = 0; step < 200; step++) {
    const next = t + (studentTSurvival(t, df) - p) / densityAt(t, df);
    if (!(next > t * (1 + 2 * Number.EPSILON))) break;
    t = next;
  }
  return t;
}

function densityAt(t: number, df: number): number {
  return Math.exp((-(df + 1) / 2) * Math.log1p((t * t) / df) - Math.log(df) / 2 - logBeta(0.5, df / 2));
}
