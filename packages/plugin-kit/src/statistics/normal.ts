/**
 * P(Z > z) of the standard normal distribution, to about 14 digits of the result itself, however small it is.
 *
 * Source: Abramowitz & Stegun 26.2.11 (series) and 26.2.14 (continued fraction).
 */
export function normalSurvival(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z < 0) return 1 - normalSurvival(-z);
  return z < 2.5 ? 0.5 - densityAt(z) * series(z) : densityAt(z) / fraction(z);
}

/**
 * The z with P(Z > z) = p, for 0 < p < 1: the upper quantile.
 *
 * Source: Abramowitz & Stegun 26.2.23 to begin with, then Newton's method on the logarithm of the survival function.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a quantile needs a probability between 0 and 1, not ${p}`);
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 4; step++) {
    const survival = normalSurvival(z);
    z += (Math.log(survival / p) * survival) / densityAt(z);
  }
  return z;
}

function densityAt(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

// z + z³/3 + z⁵/(3·5) + …: all terms have one sign, so nothing cancels.
function series(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

// z + 1/(z + 2/(z + 3/(z + …))), from its end: from z = 2.5 on, 200 terms are more than enough.
function fraction(z: number): number {
  let value = z;
  for (let term = 200; term >= 1; term--) value = z + term / value;
  return value;
}
