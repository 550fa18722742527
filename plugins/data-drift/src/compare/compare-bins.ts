import { type CountedWork, columnMeasurement, type Measurement } from '../column-drift.ts';
import type { Metric } from '../config.ts';
import { type ChiSquareTest, contingencyTest, cramersV, fitTest } from '../metrics/chi-square-tests.ts';
import {
  chebyshevDistance,
  hellingerDistance,
  jensenShannonDivergence,
  totalVariation,
} from '../metrics/divergences.ts';
import { type BinCounts, populationStabilityIndex } from '../metrics/psi.ts';
import { psiByChance } from '../metrics/psi-by-chance.ts';

/** The metrics that are of shares alone: of quantile bins of numbers as of categories. */
export const binMetrics = [
  'psi',
  'js_divergence',
  'js_distance',
  'hellinger',
  'l_infinity',
  'total_variation',
  'chi_square',
  'chi_square_fit',
  'cramers_v',
] as const satisfies readonly Metric[];

export type BinMetric = (typeof binMetrics)[number];

/** What a metric is measured as: a test gives its statistic and its p-value, psi what is to be expected by chance. */
export function namesOf(metric: Metric): string[] {
  if (metric === 'psi') return ['psi', 'psi_by_chance'];
  return metric === 'ks' || metric.startsWith('chi_square') ? [metric, `${metric}_p_value`] : [metric];
}

/** The chosen metrics of bins. `doubt`: what to say of all of them. */
export function compareBins(bins: readonly BinCounts[], work: CountedWork, doubt?: string): Measurement[] {
  const { pair, valid, options } = work;
  const n = valid.reference + valid.current;
  const give = (metric: string, value: number | null, note = doubt) =>
    columnMeasurement(metric, pair.name, n, value, note);
  const compute: Record<BinMetric, () => Measurement[]> = {
    psi: () => {
      const byChance = psiByChance(bins, options.epsilon);
      const note = doubt ?? (byChance >= worthSaying ? `${byChance} is to be expected by chance` : undefined);
      return [
        give('psi', populationStabilityIndex(bins, options.epsilon), note),
        give('psi_by_chance', byChance),
      ];
    },
    js_divergence: () => [give('js_divergence', jensenShannonDivergence(bins))],
    js_distance: () => [give('js_distance', Math.sqrt(jensenShannonDivergence(bins)))],
    hellinger: () => [give('hellinger', hellingerDistance(bins))],
    l_infinity: () => [give('l_infinity', chebyshevDistance(bins))],
    total_variation: () => [give('total_variation', totalVariation(bins))],
    chi_square: () => testOf('chi_square', contingencyTest(bins), give),
    chi_square_fit: () => testOf('chi_square_fit', fitTest(bins), give),
    cramers_v: () => {
      const v = cramersV(bins);
      return [v === undefined ? give('cramers_v', null, singleBin) : give('cramers_v', v)];
    },
  };
  return binMetrics.flatMap((metric) => (options.metrics.has(metric) ? compute[metric]() : []));
}

// The least bound of a policy is 0.1 to 0.25: chance must not come near it unsaid.
const worthSaying = 0.05;

const singleBin = 'all values are in one bin or category: there is nothing to test';

function testOf(
  metric: string,
  test: ChiSquareTest | undefined,
  give: (metric: string, value: number | null, note?: string) => Measurement,
): Measurement[] {
  if (test === undefined) return [give(metric, null, singleBin), give(`${metric}_p_value`, null, singleBin)];
  if (!Number.isFinite(test.statistic)) {
    const unseen = 'current has a bin or category that the reference lacks: the statistic is infinite';
    return [give(metric, null, unseen), give(`${metric}_p_value`, 0, unseen)];
  }
  const degrees = `${test.degrees} degrees of freedom`;
  return [give(metric, test.statistic, degrees), give(`${metric}_p_value`, test.p, tiny(test.p) ?? degrees)];
}

/** What to say of a probability below the smallest number. */
export function tiny(p: number | null): string | undefined {
  return p === 0 ? 'smaller than any number that can be written' : undefined;
}
