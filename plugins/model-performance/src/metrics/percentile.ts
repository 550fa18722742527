/**
 * The p-th percentile (0 to 100) by linear interpolation between order statistics: definition 7 of Hyndman & Fan,
 * "Sample quantiles in statistical packages", The American Statistician 50 (1996); the default of NumPy and R.
 * `sorted` rises and is not empty.
 */
export function percentile(sorted: ArrayLike<number>, p: number): number {
  const position = (sorted.length - 1) * (p / 100);
  const low = sorted[Math.floor(position)] as number;
  const high = sorted[Math.ceil(position)] as number;
  const share = position - Math.floor(position);
  // Rounded as NumPy does, so that a score on an edge of a bin falls on the same side.
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}
