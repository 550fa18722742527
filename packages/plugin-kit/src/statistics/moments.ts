/** Of the finite values; null where there is none, or one is so large that it can not be squared. */
export interface Moments {
  n: number;
  mean: number | null;
  /** Divided by n. */
  variance: number | null;
}

export const noMoments: Moments = { n: 0, mean: null, variance: null };

/** The moments of the first `n` of `values`, by two passes. */
export function momentsOf(values: Float64Array, n: number): Moments {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  // Infinities and NaN are rare: only where the sum shows one are they looked for.
  if (!Number.isFinite(sum)) return momentsOfFinite(values.subarray(0, n).filter(Number.isFinite));
  return momentsAround(values, n, sum / n);
}

function momentsOfFinite(values: Float64Array): Moments {
  const n = values.length;
  return n === 0 ? noMoments : momentsAround(values, n, values.reduce((sum, value) => sum + value, 0) / n);
}

function momentsAround(values: Float64Array, n: number, mean: number): Moments {
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const difference = (values[i] as number) - mean;
    squares += difference * difference;
  }
  return n === 0 ? noMoments : finiteOnly({ n, mean, variance: squares / n });
}

/**
 * The moments of both parts together.
 *
 * Source: Chan, Golub & LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983).
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  if (a.mean === null || b.mean === null) return { n, mean: null, variance: null };
  const difference = b.mean - a.mean;
  const mean = a.mean + (difference * b.n) / n;
  if (a.variance === null || b.variance === null) return finiteOnly({ n, mean, variance: Number.NaN });
  const between = difference * difference * (a.n / n) * (b.n / n);
  return finiteOnly({ n, mean, variance: (a.n * a.variance + b.n * b.variance) / n + between });
}

function finiteOnly({ n, mean, variance }: { n: number; mean: number; variance: number }): Moments {
  const known = (value: number) => (Number.isFinite(value) ? value : null);
  return { n, mean: known(mean), variance: known(variance) };
}
