/** Counts of one bin or category, or of `times` of them with the same counts. */
export interface BinCounts {
  reference: number;
  current: number;
  times?: number;
}

/**
 * The population stability index: Σ (q − p)·ln(q / p) over bins, p and q being the shares of reference and current; a
 * share of zero is replaced by `epsilon`, the others stay as they are. It is symmetric, in nats. Both totals must be
 * positive.
 *
 * Source: Yurdakul & Naranjo, "Statistical properties of the population stability index", Journal of Risk Model
 * Validation 14/4 (2020), eq. 1.
 */
export function populationStabilityIndex(bins: readonly BinCounts[], epsilon: number): number {
  const total = (side: 'reference' | 'current') =>
    bins.reduce((sum, bin) => sum + bin[side] * (bin.times ?? 1), 0);
  const [references, currents] = [total('reference'), total('current')];
  return bins.reduce((sum, { reference, current, times = 1 }) => {
    const p = reference === 0 ? epsilon : reference / references;
    const q = current === 0 ? epsilon : current / currents;
    return sum + times * (q - p) * Math.log(q / p);
  }, 0);
}
