import {
  kolmogorovSmirnov,
  type Steps,
  twoSampleP,
  twoSidedNormalP,
  wasserstein,
} from '@gatehouse/plugin-kit/statistics';
import type { CategoryBin } from '../compare/compare-categories.ts';
import { fitTest } from '../metrics/chi-square-tests.ts';
import { jensenShannonDivergence } from '../metrics/divergences.ts';
import { type Convention, type Score, type ScoredPair, unscored } from './convention.ts';
import { distinctIn, finiteSteps, isWholeType, valuesAsCategories } from './values.ts';

/** The test that Evidently chooses by kind of column, number of different values and rows of the reference. */
export const evidently: Convention = {
  as: 'Evidently 0.7.23, DataDriftPreset without options',
  source:
    'evidently/core/datasets.py (infer_column_type), evidently/legacy/calculations/stattests/registry.py, …/utils.py',
  differs:
    'texts (more than half of the values differ), times and unsigned whole numbers have no score; whole numbers with up to ten values are categories',
  score(column) {
    const { pair, numbers, categories } = column;
    if (pair.kind === 'temporal') return unscored('none', 'Evidently does not compare times');
    if (/^U.*INT/.test(pair.types.current))
      return unscored('none', 'Evidently does not compare unsigned whole numbers');
    if (numbers !== undefined) {
      const steps = finiteSteps(numbers);
      if (steps.totals.reference === 0 || steps.totals.current === 0)
        return unscored('none', 'a side has no finite value');
      return isCategory(column)
        ? scoreCategories(valuesAsCategories(steps), steps.totals.reference)
        : scoreNumbers(steps);
    }
    if (categories === undefined) return unscored('none', 'the column could not be compared');
    const rows = (side: 'reference' | 'current') => categories.reduce((sum, bin) => sum + bin[side], 0);
    // Current says what a column is.
    const isText =
      pair.types.current === 'VARCHAR' &&
      distinctIn(categories.map(({ current }) => current)) > rows('current') / 2;
    return isText
      ? unscored('none', 'Evidently takes it for text, which is compared by a classifier')
      : scoreCategories(categories, rows('reference'));
  },
};

// Pandas has no missing whole numbers: such a column is one of floats there.
function isCategory({ pair, missing, numbers }: ScoredPair): boolean {
  return (
    isWholeType(pair.types.current) && missing.current.nulls === 0 && distinctIn(numbers?.current ?? []) <= 10
  );
}

const smallTable = 1000;

function scoreNumbers(steps: Steps): Score {
  const rows = steps.totals.reference;
  if (steps.low.length <= 5) return scoreCategories(valuesAsCategories(steps), rows);
  if (rows <= smallTable) {
    const { value } = kolmogorovSmirnov(steps);
    const { p } = twoSampleP(rows, steps.totals.current, value);
    return { test: 'K-S p_value', score: p, threshold: 0.05, of: 'p-value', inclusive: true };
  }
  const deviation = deviationOf(steps);
  if (!Number.isFinite(deviation))
    return unscored('Wasserstein distance (normed)', 'the values are too large to be squared');
  return distance('Wasserstein distance (normed)', wasserstein(steps).value / Math.max(deviation, 0.001));
}

function scoreCategories(bins: readonly CategoryBin[], rows: number): Score {
  if (rows > smallTable)
    return distance('Jensen-Shannon distance', Math.sqrt(jensenShannonDivergence(bins, Math.E)));
  const p = bins.length > 2 ? (fitTest(bins)?.p ?? null) : proportionsTest(bins);
  const test = bins.length > 2 ? 'chi-square p_value' : 'Z-test p_value';
  return { test, score: p, threshold: 0.05, of: 'p-value', inclusive: false };
}

function distance(test: string, score: number): Score {
  return { test, score, threshold: 0.1, of: 'distance', inclusive: true };
}

/** The two-sided z-test of two proportions with a pooled variance. */
function proportionsTest(bins: readonly CategoryBin[]): number {
  const [first] = bins;
  if (first === undefined || bins.length < 2) return 1;
  const total = (side: 'reference' | 'current') => bins.reduce((sum, bin) => sum + bin[side], 0);
  const [n1, n2] = [total('reference'), total('current')];
  const [p1, p2] = [1 - first.reference / n1, 1 - first.current / n2];
  const pooled = (p1 * n1 + p2 * n2) / (n1 + n2);
  return twoSidedNormalP((p1 - p2) / Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2)));
}

function deviationOf({ low, reference, totals }: Steps): number {
  const mean =
    low.reduce((sum, value, index) => sum + value * (reference[index] as number), 0) / totals.reference;
  const squares = low.reduce(
    (sum, value, index) => sum + (value - mean) ** 2 * (reference[index] as number),
    0,
  );
  return Math.sqrt(squares / totals.reference);
}
