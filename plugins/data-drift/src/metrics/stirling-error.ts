/**
 * ln n! − (½·ln(2πn) + n·ln n − n): what Stirling's formula lacks, to the last bits. n is a whole number from 1.
 *
 * Source: Loader, "Fast and accurate computation of binomial probabilities" (2000); the series is NIST DLMF 5.11.1.
 */
export function stirlingError(n: number): number {
  if (n <= 15) {
    let factorial = 1;
    for (let factor = 2; factor <= n; factor++) factorial *= factor;
    return Math.log(factorial) - (Math.log(2 * Math.PI * n) / 2 + n * Math.log(n) - n);
  }
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
}
