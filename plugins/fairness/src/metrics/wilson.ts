/** Quantiles of the standard normal distribution at (1 + confidence) / 2. */
const quantiles = { 0.9: 1.6448536269514722, 0.95: 1.959963984540054, 0.99: 2.5758293035489004 };

export type Confidence = keyof typeof quantiles;

/**
 * The score interval of a share k / n, two-sided; n at least 1.
 *
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 */
export function wilsonInterval(k: number, n: number, confidence: Confidence): { low: number; high: number } {
  const z2 = quantiles[confidence] ** 2;
  const middle = (k + z2 / 2) / (n + z2);
  const half = (quantiles[confidence] * Math.sqrt((k * (n - k)) / n + z2 / 4)) / (n + z2);
  // At the ends the formula gives 0 and 1, up to rounding.
  return { low: k === 0 ? 0 : middle - half, high: k === n ? 1 : middle + half };
}
