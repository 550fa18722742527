import type { BinCounts } from './psi.ts';

/** Shares of reference and current, p and q, of bins of which each may stand for several. */
interface Share {
  p: number;
  q: number;
  times: number;
}

function sharesOf(bins: readonly BinCounts[]): Share[] {
  const total = (side: 'reference' | 'current') =>
    bins.reduce((sum, bin) => sum + bin[side] * (bin.times ?? 1), 0);
  const [references, currents] = [total('reference'), total('current')];
  return bins.map(({ reference, current, times = 1 }) => ({
    p: reference / references,
    q: current / currents,
    times,
  }));
}

/**
 * The Jensen–Shannon divergence ½·Σ p·log(p / m) + ½·Σ q·log(q / m), m = (p + q) / 2, in bits: from 0 to 1. Its square
 * root is the distance, a metric. An empty bin adds nothing, so no zero is filled.
 *
 * Source: Lin, "Divergence measures based on the Shannon entropy", IEEE Transactions on Information Theory 37 (1991),
 * eq. 4.1; Endres & Schindelin (2003) for the distance.
 */
export function jensenShannonDivergence(bins: readonly BinCounts[], base = 2): number {
  const part = (share: number, middle: number) => (share === 0 ? 0 : share * Math.log(share / middle));
  const nats = sharesOf(bins).reduce((sum, { p, q, times }) => {
    const middle = (p + q) / 2;
    return sum + times * (part(p, middle) + part(q, middle));
  }, 0);
  return Math.max(0, nats / 2 / Math.log(base));
}

/** √(½·Σ (√p − √q)²), from 0 to 1. Source: Hellinger (1909); Le Cam & Yang, "Asymptotics in Statistics" (2000), 3.1. */
export function hellingerDistance(bins: readonly BinCounts[]): number {
  const sum = sharesOf(bins).reduce(
    (total, { p, q, times }) => total + times * (Math.sqrt(p) - Math.sqrt(q)) ** 2,
    0,
  );
  return Math.sqrt(sum / 2);
}

/** max |p − q| over bins: the L-infinity distance of TensorFlow Data Validation. */
export function chebyshevDistance(bins: readonly BinCounts[]): number {
  return sharesOf(bins).reduce((high, { p, q }) => Math.max(high, Math.abs(p - q)), 0);
}

/** ½·Σ |p − q|: the largest difference in the probability of any set of bins. */
export function totalVariation(bins: readonly BinCounts[]): number {
  return sharesOf(bins).reduce((sum, { p, q, times }) => sum + times * Math.abs(p - q), 0) / 2;
}
