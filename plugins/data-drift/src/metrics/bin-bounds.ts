import type { BinRange, ShareRange } from './bin-ranges.ts';
import { psiPart } from './psi.ts';

/** A number that is at least `low` and at most `high`. */
export interface Bounds {
  low: number;
  high: number;
}

interface Sizes {
  references: number;
  currents: number;
}

/** What a bin of the shares p and q adds to a metric; 0 where they are equal, and more the farther they are apart. */
type Term = (p: number, q: number) => number;

/**
 * Bounds of the population stability index; `epsilon` stands for a share of zero. A single value may be a smaller share
 * than epsilon is, and so farther from the other side.
 */
export function boundPsi(
  bins: readonly BinRange[],
  epsilon: number,
  { references, currents }: Sizes,
): Bounds {
  const positive = ({ least, most }: ShareRange, size: number) => {
    if (least > 0) return { least, most };
    return most === 0
      ? { least: epsilon, most: epsilon }
      : { least: Math.min(epsilon, 1 / size), most: Math.max(epsilon, most) };
  };
  const filled = bins.map((bin) => ({
    reference: positive(bin.reference, references),
    current: positive(bin.current, currents),
  }));
  return sumOf(filled, (p, q) => psiPart(p, q, epsilon));
}

/** Bounds of the Jensen–Shannon divergence in bits. */
export function boundJensenShannon(bins: readonly BinRange[]): Bounds {
  const part = (share: number, middle: number) => (share === 0 ? 0 : share * Math.log2(share / middle));
  const term: Term = (p, q) => (part(p, (p + q) / 2) + part(q, (p + q) / 2)) / 2;
  return atMostOne(sumOf(bins, term));
}

export function boundHellinger(bins: readonly BinRange[]): Bounds {
  const squares = sumOf(bins, (p, q) => (Math.sqrt(p) - Math.sqrt(q)) ** 2 / 2);
  return atMostOne(mapBounds(squares, Math.sqrt));
}

export function boundChebyshev(bins: readonly BinRange[]): Bounds {
  return atMostOne(fold(bins, (p, q) => Math.abs(p - q), Math.max));
}

export function boundTotalVariation(bins: readonly BinRange[]): Bounds {
  return atMostOne(sumOf(bins, (p, q) => Math.abs(p - q) / 2));
}

/** Bounds of Pearson's statistic of homogeneity. */
export function boundChiSquare(bins: readonly BinRange[], { references, currents }: Sizes): Bounds {
  return sumOf(bins, (p, q) =>
    p === q ? 0 : (references * currents * (p - q) ** 2) / (references * p + currents * q),
  );
}

/** Bounds of Pearson's statistic of fit; infinite where current may have what the reference lacks. */
export function boundFit(bins: readonly BinRange[], { currents }: Sizes): Bounds {
  return sumOf(bins, (p, q) => (p === q ? 0 : (currents * (p - q) ** 2) / p));
}

export function boundCramersV(bins: readonly BinRange[], sizes: Sizes): Bounds {
  const all = sizes.references + sizes.currents;
  return atMostOne(mapBounds(boundChiSquare(bins, sizes), (statistic) => Math.sqrt(statistic / all)));
}

export function mapBounds({ low, high }: Bounds, of: (value: number) => number): Bounds {
  return { low: of(low), high: of(high) };
}

function atMostOne(bounds: Bounds): Bounds {
  return mapBounds(bounds, (value) => Math.min(1, value));
}

function sumOf(bins: readonly BinRange[], term: Term): Bounds {
  return fold(bins, term, (sum, one) => sum + one);
}

// A term grows with the distance of the shares, so it is largest at an end of both.
function fold(bins: readonly BinRange[], term: Term, add: (sum: number, one: number) => number): Bounds {
  let [low, high] = [0, 0];
  for (const { reference: p, current: q } of bins) {
    low = add(low, term(...nearest(p, q)));
    high = add(high, Math.max(term(p.least, q.most), term(p.most, q.least)));
  }
  return { low, high };
}

function nearest(p: ShareRange, q: ShareRange): [number, number] {
  if (p.least > q.most) return [p.least, q.most];
  if (q.least > p.most) return [p.most, q.least];
  const both = Math.max(p.least, q.least);
  return [both, both];
}
