import {
  alignSteps,
  type Bounded,
  type Distribution,
  kolmogorovSmirnov,
  type Steps,
  twoSampleP,
  wasserstein,
} from '@gatehouse/plugin-kit/statistics';
import {
  type ColumnWork,
  type CountedWork,
  columnMeasurement,
  countedWork,
  type Measurement,
  tooFew,
} from '../column-drift.ts';
import { rangesOfBins } from '../metrics/bin-ranges.ts';
import { quantileBins } from '../metrics/bin-steps.ts';
import type { Grid, NumberValues } from '../sides.ts';
import { boundBins, coarse, widest } from './bound-bins.ts';
import { binMetrics, compareBins, namesOf, tiny } from './compare-bins.ts';
import { type Both, lookCloser, openBins, openHeights } from './look-closer.ts';

export interface NumbersDrift {
  work: CountedWork;
  measurements: Measurement[];
  details: Record<string, unknown>;
  /** All values side by side; undefined where a side has too few. */
  compared?: Steps;
}

/** Compares a column of numbers or times: distances of the distributions, and metrics of quantile bins. */
export async function compareNumbers(column: ColumnWork): Promise<NumbersDrift> {
  const { steps, grid, work, moments, binned, binSteps } = await alignColumn(column);
  const why = tooFew(work);
  if (why !== undefined) return { work, measurements: nothing(work, why), details: {} };
  const bins = quantileBins(binSteps, work.options.bins);
  const ranges = rangesOfBins(binned.reference, binned.current, work.options.bins);
  const bounded = ranges && boundBins(ranges, work);
  const [ks, distance] = [kolmogorovSmirnov(steps), wasserstein(steps)];
  return {
    work,
    measurements: [
      ...(bounded?.measurements ?? compareBins(bins, work)),
      ...ksMeasurements(work, ks),
      ...wassersteinMeasurements(work, distance, moments.variance),
    ],
    details: {
      grid,
      ...(grid === 'exact' ? {} : { error_bounds: { ks: ks.bound, wasserstein: finite(distance.bound) } }),
      bins,
      ...(bounded === undefined ? {} : { bounds: bounded.bounds }),
    },
    compared: steps,
  };
}

const numberMetrics = [...binMetrics, 'ks', 'wasserstein', 'wasserstein_normed'] as const;

function nothing({ pair, valid, options }: CountedWork, why: string): Measurement[] {
  const chosen = numberMetrics.filter((metric) => options.metrics.has(metric)).flatMap(namesOf);
  return chosen.map((name) => columnMeasurement(name, pair.name, valid.reference + valid.current, null, why));
}

// Where bins leave so much of |F − G| open, others may do better.
const mostUncertain = 0.002;

type Pair = readonly [reference: NumberValues, current: NumberValues];

/** Both sides of a column as they were counted, side by side. */
interface Aligned {
  grid: Grid | 'quantile';
  steps: Steps;
  /** What the quantile bins are made of. */
  binned: Both<Distribution>;
  binSteps: Steps;
  work: CountedWork;
  moments: NumberValues['moments'];
  quantiles: NumberValues['quantiles'];
  /** Of the Kolmogorov-Smirnov statistic. */
  bound: number;
}

// Of three ways to count, the first that is fine enough: bins of one width, bins that grow with the value, and quantile
// bins, which take several passes over the values and are there where those are at hand. Of tables, what a quantile or
// the largest |F − G| depends on is then counted value by value.
async function alignColumn(column: ColumnWork): Promise<Aligned> {
  const { reference, current, pair, options } = column;
  const read = (grid: Grid): Promise<Pair> =>
    Promise.all([reference.numbers(pair.name, grid), current.numbers(pair.name, grid)]);
  const align = (grid: Grid | 'quantile', [before, after]: Pair): Aligned => {
    const steps = alignSteps(before.distribution, after.distribution);
    const work = countedWork(column, { reference: before.missing, current: after.missing });
    const binned = { reference: before.distribution, current: after.distribution };
    const { moments, quantiles } = before;
    return {
      grid,
      steps,
      work,
      binned,
      binSteps: steps,
      moments,
      quantiles,
      bound: kolmogorovSmirnov(steps).bound,
    };
  };
  if (options.exact) return align('exact', await read('exact'));
  const linear = await read('linear');
  const tried = [align('linear', linear)];
  const isSkewed = () => (tried.at(-1) as Aligned).bound > mostUncertain;
  if (isSkewed()) tried.push(align('logarithmic', await read('logarithmic')));
  if (isSkewed() && reference.refine && current.refine)
    tried.push(
      align(
        'quantile',
        await Promise.all([reference.refine(pair.name, linear[0]), current.refine(pair.name, linear[1])]),
      ),
    );
  const best = tried.reduce((a, b) => (b.bound < a.bound ? b : a));
  return tooFew(best.work) === undefined ? settle(column, best) : best;
}

// Of more values than that, the largest |F − G| is looked for only where the bins leave much of it open: it lies in
// hundreds of groups, a third of all values.
const mostExact = 1_000_000;

// What a quantile or the largest |F − G| depends on, counted value by value where values are at hand.
async function settle({ reference, current, pair, options }: ColumnWork, best: Aligned): Promise<Aligned> {
  const closer = { reference: reference.closer?.(pair.name), current: current.closer?.(pair.name) };
  const { valid } = best.work;
  const isExact = valid.reference + valid.current <= mostExact || best.bound > mostUncertain;
  const found = await lookCloser(closer, best.binned, (counted) => [
    ...openBins(counted, options.bins),
    ...(isExact ? openHeights(counted) : []),
  ]);
  const steps = alignSteps(found.reference, found.current);
  const known = best.quantiles?.bins === options.bins ? best.quantiles.distribution : undefined;
  if (known === undefined) return { ...best, steps, binned: found, binSteps: steps };
  const counted = { reference: known, current: found.current };
  const binned = await lookCloser({ ...closer, reference: undefined }, counted, (both) =>
    openBins(both, options.bins),
  );
  return { ...best, steps, binned, binSteps: alignSteps(binned.reference, binned.current) };
}

function ksMeasurements({ pair, valid, options }: CountedWork, { value, bound }: Bounded): Measurement[] {
  if (!options.metrics.has('ks')) return [];
  const n = valid.reference + valid.current;
  if (bound > widest) {
    const why = `it is from ${value} to ${value + bound}: ${coarse}`;
    return namesOf('ks').map((name) => columnMeasurement(name, pair.name, n, null, why));
  }
  const { p, method } = twoSampleP(valid.reference, valid.current, value);
  const at = (d: number) => twoSampleP(valid.reference, valid.current, Math.min(1, d)).p;
  const least = bound === 0 || p === null ? '' : `, at least ${at(value + bound)}`;
  return [
    columnMeasurement('ks', pair.name, n, value, bound === 0 ? undefined : `at most ${value + bound}`),
    columnMeasurement(
      'ks_p_value',
      pair.name,
      n,
      p,
      p === null ? 'too few values' : (tiny(p) ?? `${method}${least}`),
    ),
  ];
}

function wassersteinMeasurements(
  { pair, valid, options }: CountedWork,
  { value, bound }: Bounded,
  variance: number | null,
): Measurement[] {
  const n = valid.reference + valid.current;
  const give = (metric: 'wasserstein' | 'wasserstein_normed', scale: number | null, otherwise: string) => {
    if (!options.metrics.has(metric)) return [];
    const scaled = scale === null ? Number.NaN : value / scale;
    if (!Number.isFinite(scaled)) {
      const why = finite(value) === null ? 'a value is infinite, or too large to be subtracted' : otherwise;
      return [columnMeasurement(metric, pair.name, n, null, why)];
    }
    const within = bound === 0 ? undefined : `within ${bound / (scale as number)}`;
    return [columnMeasurement(metric, pair.name, n, scaled, within)];
  };
  const std = variance === null || variance === 0 ? null : Math.sqrt(variance);
  return [
    ...give('wasserstein', 1, ''),
    ...give('wasserstein_normed', std, 'the reference has no standard deviation to divide by'),
  ];
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
