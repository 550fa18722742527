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
  return bins.reduce(
    (sum, { reference, current, times = 1 }) =>
      sum + times * psiPart(reference / references, current / currents, epsilon),
    0,
  );
}

/** What a bin of these shares adds to the index. */
export function psiPart(p: number, q: number, epsilon: number): number {
  const [a, b] = [p === 0 ? epsilon : p, q === 0 ? epsilon : q];
  return (b - a) * Math.log(b / a);
}
