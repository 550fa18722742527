/** Between which two order statistics (from 1) a quantile lies, and how far from the first to the second. */
export interface Position {
  below: number;
  above: number;
  share: number;
}

/**
 * Where the quantiles 1/bins, 2/bins, … of n values lie, n > 0: definition 7 of Hyndman & Fan, "Sample quantiles in
 * statistical packages", The American Statistician 50 (1996); the default of NumPy and R.
 */
export function quantilePositions(n: number, bins: number): Position[] {
  return Array.from({ length: bins - 1 }, (_, index) => {
    // In NumPy's order: where values are whole numbers, the last bit decides on which side of an edge they fall.
    const position = (n - 1) * ((index + 1) / bins);
    const below = Math.floor(position);
    return { below: below + 1, above: Math.ceil(position) + 1, share: position - below };
  });
}

/** The quantile between two order statistics. */
export function interpolate(low: number, high: number, share: number): number {
  if (low === high) return low;
  if (!Number.isFinite(high - low)) return low * (1 - share) + high * share;
  // From the nearer end, as NumPy does.
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}
