import type { Steps } from '@gatehouse/plugin-kit/statistics';
import type { CategoryBin } from '../compare/compare-categories.ts';
import { chebyshevDistance, jensenShannonDivergence } from '../metrics/divergences.ts';
import type { BinCounts } from '../metrics/psi.ts';
import { type Convention, type Score, type ScoredPair, unscored } from './convention.ts';

const buckets = 10;
const mostRanked = 1000;

/**
 * Jensen–Shannon divergence of numbers, L-infinity distance of texts, as the drift comparator computes them, but of exact
 * counts: what TFDV says of numbers is off from this by the error of its quantile sketch, and may fall on the other side
 * of a threshold.
 */
export const tfdvExact: Convention = {
  as: 'drift_comparator of TensorFlow Data Validation 1.16, on exact histograms: not what TFDV itself says',
  source: 'tensorflow_data_validation/anomalies/metrics.cc, …/utils/quantiles_util.py, …/statistics_view.cc',
  differs:
    'the ten buckets of a histogram are counted exactly, where TFDV takes them from approximate quantiles, so that its scores of numbers are near these and not the same; times have no score; TFDV has no threshold of its own: set drift_thresholds',
  score(column) {
    const { pair, numbers, categories } = column;
    if (pair.kind === 'temporal') return unscored('none', 'TFDV takes times for texts or whole numbers');
    if (categories !== undefined) return score('infinity_norm', chebyshevDistance(mostFrequent(categories)));
    if (numbers === undefined) return unscored('none', 'the column could not be compared');
    if (!numbers.low.every(Number.isFinite))
      return unscored('jensen_shannon_divergence', 'a value is infinite: there are no buckets of one width');
    if (!Number.isFinite((numbers.high.at(-1) ?? 0) - (numbers.low[0] ?? 0)))
      return unscored('jensen_shannon_divergence', 'the values are too far apart to be subtracted');
    const divergence = jensenShannonDivergence(alignHistograms(numbers, column.missing));
    return score('jensen_shannon_divergence', Math.min(1, divergence));
  },
};

function score(test: string, value: number): Score {
  return { test, score: value, threshold: null, of: 'distance', inclusive: false };
}

// Of each table, the statistics keep the thousand most frequent texts, and shares are of these.
function mostFrequent(categories: CategoryBin[]): BinCounts[] {
  if (categories.length <= mostRanked) return categories;
  const kept = (side: 'reference' | 'current') =>
    new Set([...categories].sort((a, b) => b[side] - a[side]).slice(0, mostRanked));
  const [before, after] = [kept('reference'), kept('current')];
  return categories.map((bin) => ({
    reference: before.has(bin) ? bin.reference : 0,
    current: after.has(bin) ? bin.current : 0,
  }));
}

interface Bucket {
  low: number;
  high: number;
  count: number;
}

/**
 * The buckets of both tables cut at the ends of either, their counts spread evenly; a table of a single value is a
 * point; NaN of each table are a bucket of their own.
 */
function alignHistograms(steps: Steps, missing: ScoredPair['missing']): BinCounts[] {
  const [before, after] = [bucketsOf(steps, 'reference'), bucketsOf(steps, 'current')];
  const wide = [...before, ...after].filter(({ low, high }) => low < high);
  const ends = [...new Set(wide.flatMap(({ low, high }) => [low, high]))].sort((a, b) => a - b);
  const points = [
    ...new Set([...before, ...after].filter(({ low, high }) => low === high).map(({ low }) => low)),
  ];
  const spread = (all: Bucket[], from: number, to: number) =>
    all.reduce((sum, { low, high, count }) => {
      const inside = low < high && low <= from && to <= high;
      return inside ? sum + (count * (to - from)) / (high - low) : sum;
    }, 0);
  const at = (all: Bucket[], point: number) =>
    all.find(({ low, high }) => low === high && low === point)?.count ?? 0;
  return [
    ...ends.slice(1).map((to, index) => {
      const from = ends[index] as number;
      return { reference: spread(before, from, to), current: spread(after, from, to) };
    }),
    ...points.map((point) => ({ reference: at(before, point), current: at(after, point) })),
    { reference: missing.reference.nans, current: 0 },
    { reference: 0, current: missing.current.nans },
  ];
}

function bucketsOf({ low, ...steps }: Steps, side: 'reference' | 'current'): Bucket[] {
  const present = [...low.keys()].filter((index) => (steps[side][index] as number) > 0);
  const [min, max] = [low[present[0] as number] as number, low[present.at(-1) as number] as number];
  if (min === max) return [{ low: min, high: max, count: steps.totals[side] }];
  const width = (max - min) / buckets;
  const start = (index: number) => min + index * width;
  const counted = Array.from({ length: buckets }, (_, index) => ({
    low: start(index),
    high: index === buckets - 1 ? max : start(index + 1),
    count: 0,
  }));
  let bucket = 0;
  for (const index of present) {
    while (bucket < buckets - 1 && (low[index] as number) >= start(bucket + 1)) bucket++;
    (counted[bucket] as Bucket).count += steps[side][index] as number;
  }
  return counted;
}
