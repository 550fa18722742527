import { kolmogorovSmirnov } from '@gatehouse/plugin-kit/statistics';
import type { CategoryBin } from '../compare/compare-categories.ts';
import { cramersV } from '../metrics/chi-square-tests.ts';
import type { BinCounts } from '../metrics/psi.ts';
import { type Convention, type Score, type ScoredPair, unscored } from './convention.ts';
import { distinctIn, isWholeType, valuesAsCategories } from './values.ts';

const fewest = 10;
const rareShare = 0.01;

/** Kolmogorov–Smirnov statistic of numbers, bias-corrected Cramér's V of categories. */
export const deepchecks: Convention = {
  as: 'Deepchecks 0.19.1, FeatureDrift with add_condition_drift_score_less_than',
  source:
    'deepchecks/utils/distribution/drift.py, …/preprocessing.py, deepchecks/utils/type_inference.py, deepchecks/tabular/checks/train_test_validation/feature_drift.py',
  differs: 'all rows are used, where Deepchecks samples 100,000; texts that are numbers stay texts',
  score(column) {
    const { pair, numbers, categories, missing } = column;
    const present = (side: 'reference' | 'current') => {
      const { rows, nulls, nans } = missing[side];
      return rows - nulls - nans;
    };
    if (Math.min(present('reference'), present('current')) < fewest)
      return unscored('none', `Deepchecks needs ${fewest} values on either side`);
    if (isCategorical(column)) {
      const bins = categories ?? (numbers ? valuesAsCategories(numbers) : []);
      return score("Cramer's V", categoryScore(bins));
    }
    if (pair.kind !== 'numeric' || numbers === undefined)
      return unscored('none', 'Deepchecks takes it for neither numbers nor categories');
    return score('Kolmogorov-Smirnov', kolmogorovSmirnov(numbers).value);
  },
};

function score(test: string, value: number | null): Score {
  const base = { test, score: value, threshold: 0.2, of: 'distance', inclusive: true } as const;
  return value === null ? { ...base, note: 'a single category is left' } : base;
}

function isCategorical({ pair, numbers, categories, missing }: ScoredPair): boolean {
  const counts = numbers?.reference ?? categories?.map(({ reference }) => reference);
  if (counts === undefined) return false;
  const { rows, nulls, nans } = missing.reference;
  const distinct = distinctIn(counts);
  const share = distinct / Math.max(rows - nulls - nans, 1000);
  return share < rareShare && distinct <= mostCategories(pair.types.reference, pair.kind, numbers);
}

function mostCategories(
  type: string,
  kind: ScoredPair['pair']['kind'],
  numbers: ScoredPair['numbers'],
): number {
  if (kind === 'temporal') return 5;
  if (kind === 'categorical' && type !== 'BOOLEAN') return 150;
  const whole = numbers?.low.every((value, index) => numbers.reference[index] === 0 || value % 1 === 0);
  return isWholeType(type) || type === 'BOOLEAN' || whole ? 30 : 5;
}

function categoryScore(categories: readonly CategoryBin[]): number | null {
  const bins = joinRare(categories);
  if (bins.length === 1) return 0;
  return cramersV(balance(bins), { unbiased: true, correct: true }) ?? null;
}

/** Categories that are rare in the reference become one, which is left out where it is rare on both sides. */
function joinRare(categories: readonly CategoryBin[]): BinCounts[] {
  const total = (side: 'reference' | 'current') => categories.reduce((sum, bin) => sum + bin[side], 0);
  const [references, currents] = [total('reference'), total('current')];
  const isRare = ({ reference }: BinCounts) => reference < references * rareShare;
  const rest = categories
    .filter(isRare)
    .reduce(
      (sum, bin) => ({ reference: sum.reference + bin.reference, current: sum.current + bin.current }),
      { reference: 0, current: 0 },
    );
  const isLeft = rest.reference > references * rareShare || rest.current > currents * rareShare;
  return [...categories.filter((bin) => !isRare(bin)), ...(isLeft ? [rest] : [])];
}

/** The larger side scaled down to the size of the smaller, in whole numbers. */
function balance(bins: readonly BinCounts[]): BinCounts[] {
  const total = (side: 'reference' | 'current') => bins.reduce((sum, bin) => sum + bin[side], 0);
  const [references, currents] = [total('reference'), total('current')];
  const scale = (own: number, other: number) => (own > other ? other / own : 1);
  return bins.map(({ reference, current }) => ({
    reference: roundHalfToEven(reference * scale(references, currents)),
    current: roundHalfToEven(current * scale(currents, references)),
  }));
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
