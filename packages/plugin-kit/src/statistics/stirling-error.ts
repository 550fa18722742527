/**
 * ln Γ(x + 1) − (½·ln(2πx) + x·ln x − x): what Stirling's formula lacks, to the last bits, for x > 0.
 *
 * Source: Loader, "Fast and accurate computation of binomial probabilities" (2000); the series is NIST DLMF 5.11.1,
 * reached by Γ(x + 1) = x·Γ(x).
 */
export function stirlingError(x: number): number {
  if (x >= 15) return series(x);
  let [shifted, logProduct] = [x, 0];
  while (shifted < 15) logProduct += Math.log(++shifted);
  const logGamma = series(shifted) + stirling(shifted) - logProduct;
  return logGamma - stirling(x);
}

function stirling(x: number): number {
  return Math.log(2 * Math.PI * x) / 2 + x * Math.log(x) - x;
}

function series(x: number): number {
  const square = x * x;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / x;
}
