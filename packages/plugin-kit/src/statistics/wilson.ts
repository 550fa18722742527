import { normalQuantile } from './normal.ts';

/**
 * The score interval of a share k / n, two-sided, without continuity correction; n at least 1.
 *
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 *
 * @param confidence such as 0.95
 */
export function wilsonInterval(k: number, n: number, confidence: number): { low: number; high: number } {
  const z = normalQuantile((1 - confidence) / 2);
  const middle = (k + (z * z) / 2) / (n + z * z);
  const half = (z * Math.sqrt((k * (n - k)) / n + (z * z) / 4)) / (n + z * z);
  // At the ends the formula gives 0 and 1, up to rounding.
  return { low: k === 0 ? 0 : middle - half, high: k === n ? 1 : middle + half };
}
