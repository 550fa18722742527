import { stirlingError } from './stirling-error.ts';

/**
 * ln Q(a, x), the logarithm of the regularized upper incomplete gamma function Γ(a, x) / Γ(a), for a > 0 and x >= 0:
 * what `exp` of it loses below 1e-308 is still there. Throws RangeError outside of that.
 *
 * Source: the series NIST DLMF 8.11.4 below x = a + 1, Legendre's continued fraction DLMF 8.9.2 above, summed by the
 * modified method of Lentz; the factor x^a·e^(−x) / Γ(a + 1) by Loader's saddle point (2000), which does not cancel.
 */
export function logGammaQ(a: number, x: number): number {
  if (!(a > 0 && x >= 0 && Number.isFinite(a))) throw new RangeError(`no incomplete gamma of ${a}, ${x}`);
  if (x === 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  if (x < a + 1) return Math.log1p(-Math.exp(logDensity(a, x) + Math.log(lowerSeries(a, x))));
  return logDensity(a, x) + Math.log(a) - Math.log(upperFraction(a, x));
}

/** ln (x^a·e^(−x) / Γ(a + 1)). */
function logDensity(a: number, x: number): number {
  const excess = (x - a) / a;
  const deviance = a * (excess - Math.log1p(excess));
  return -stirlingError(a) - deviance - Math.log(2 * Math.PI * a) / 2;
}

/** Σ x^k / ((a + 1)…(a + k)), all of it positive. */
function lowerSeries(a: number, x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** The denominator of Γ(a, x) / (x^a·e^(−x)): x + 1 − a − 1(1 − a) / (x + 3 − a − …). */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let [fraction, c, d] = [b, b, 0];
  for (let k = 1; k < 1_000_000; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / (b + numerator * d);
    c = b + numerator / c;
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return fraction;
}
