import { type BinCounts, psiPart } from './psi.ts';

// From so many values expected on either side, the limit is right to about one per cent.
const many = 50;
const negligible = 1e-17;

/**
 * The population stability index to be expected of two tables that differ by chance alone: its mean over all ways to deal
 * the rows of both into tables of these sizes. Of k bins with many values it is about (k − 1)(1/n + 1/m), and more where
 * bins are rare, because epsilon stands for those that are empty in one table.
 *
 * Source: the limit is Yurdakul & Naranjo, "Statistical properties of the population stability index", Journal of Risk
 * Model Validation 14/4 (2020), section 3; the counts of a bin are hypergeometric, as in Fisher's exact test.
 */
export function psiByChance(bins: readonly BinCounts[], epsilon: number): number {
  const total = (side: 'reference' | 'current') => bins.reduce((sum, bin) => sum + bin[side], 0);
  const sizes = { reference: total('reference'), current: total('current') };
  // How many values a bin has is all that matters, and rare bins have few different numbers of them.
  const known = new Map<number, number>();
  return bins.reduce((sum, { reference, current }) => {
    const values = reference + current;
    const part = known.get(values) ?? partByChance(values, sizes, epsilon);
    known.set(values, part);
    return sum + part;
  }, 0);
}

/** What a bin with so many values in both tables together adds on average. */
function partByChance(
  values: number,
  sizes: { reference: number; current: number },
  epsilon: number,
): number {
  if (values === 0) return 0;
  const all = sizes.reference + sizes.current;
  const smaller = Math.min(sizes.reference, sizes.current);
  if ((values * smaller) / all >= many)
    return (all * (all - values)) / ((all - 1) * sizes.reference * sizes.current);
  return meanDeal({ values, smaller, all }, (few) =>
    psiPart(few / smaller, (values - few) / (all - smaller), epsilon),
  );
}

/** The mean of a function of how many of a bin's values the smaller table is dealt: from the likeliest number outwards. */
function meanDeal(
  { values, smaller, all }: { values: number; smaller: number; all: number },
  of: (few: number) => number,
): number {
  const first = Math.floor(((values + 1) * (smaller + 1)) / (all + 2));
  const others = all - values - smaller;
  let [weights, sum] = [1, of(first)];
  for (let few = first, weight = 1; weight > negligible; few++) {
    weight *= ((values - few) * (smaller - few)) / ((few + 1) * (others + few + 1));
    if (!(weight > 0)) break;
    weights += weight;
    sum += weight * of(few + 1);
  }
  for (let few = first, weight = 1; weight > negligible; few--) {
    weight *= (few * (others + few)) / ((values - few + 1) * (smaller - few + 1));
    if (!(weight > 0)) break;
    weights += weight;
    sum += weight * of(few - 1);
  }
  return sum / weights;
}
