/**
 * The p-th percentile (0 to 100) by linear interpolation between order statistics: definition 7 of Hyndman & Fan,
 * "Sample quantiles in statistical packages", The American Statistician 50 (1996); the default of NumPy and R.
 * `sorted` rises and is not empty.
 */
export function percentile(sorted: ArrayLike<number>, p: number): number {
  const position = ((sorted.length - 1) * p) / 100;
  const low = sorted[Math.floor(position)] as number;
  const high = sorted[Math.ceil(position)] as number;
  return low + (high - low) * (position - Math.floor(position));
}
