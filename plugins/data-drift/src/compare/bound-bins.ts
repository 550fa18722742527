import { type CountedWork, columnMeasurement, type Measurement } from '../column-drift.ts';
import {
  type Bounds,
  boundChebyshev,
  boundChiSquare,
  boundCramersV,
  boundFit,
  boundHellinger,
  boundJensenShannon,
  boundPsi,
  boundTotalVariation,
  mapBounds,
} from '../metrics/bin-bounds.ts';
import type { BinRange } from '../metrics/bin-ranges.ts';
import { type BinMetric, binMetrics, namesOf } from './compare-bins.ts';

/** Distances are from 0 to 1: one that is not known better than this says nothing. */
export const widest = 0.1;

export interface BoundedBins {
  measurements: Measurement[];
  /** For the details: where each metric lies. */
  bounds: Record<string, { low: number; high: number | null }>;
}

/**
 * The chosen metrics of bins that are known only within bounds, because a side is a profile: the upper end, which nobody
 * takes for less drift than there is; null where the bounds are too wide to tell drift from none.
 */
export function boundBins(bins: readonly BinRange[], { pair, valid, options }: CountedWork): BoundedBins {
  const sizes = { references: valid.reference, currents: valid.current };
  const n = sizes.references + sizes.currents;
  const compute: Record<BinMetric, () => Bounds> = {
    psi: () => boundPsi(bins, options.epsilon, sizes),
    js_divergence: () => boundJensenShannon(bins),
    js_distance: () => mapBounds(boundJensenShannon(bins), Math.sqrt),
    hellinger: () => boundHellinger(bins),
    l_infinity: () => boundChebyshev(bins),
    total_variation: () => boundTotalVariation(bins),
    chi_square: () => boundChiSquare(bins, sizes),
    chi_square_fit: () => boundFit(bins, sizes),
    cramers_v: () => boundCramersV(bins, sizes),
  };
  const bounded = binMetrics
    .filter((metric) => options.metrics.has(metric))
    .map((metric) => ({ metric, ...compute[metric]() }));
  return {
    measurements: bounded.flatMap(({ metric, low, high }) => {
      const chosen =
        metric === 'psi' ? choosePsi({ low, high }, options.driftFrom) : chooseDistance({ low, high });
      const why = `the statistic is ${rangeOf({ low, high })}: ${coarse}`;
      return namesOf(metric).map((name) =>
        name === metric
          ? columnMeasurement(name, pair.name, n, chosen.value, chosen.note)
          : columnMeasurement(name, pair.name, n, null, why),
      );
    }),
    bounds: Object.fromEntries(
      bounded.map(({ metric, low, high }) => [metric, { low, high: Number.isFinite(high) ? high : null }]),
    ),
  };
}

export const coarse = 'the bins of a profile are too coarse here: compare the tables themselves';

interface Chosen {
  value: number | null;
  note: string;
}

function choosePsi(bounds: Bounds, driftFrom: number): Chosen {
  const { low, high } = bounds;
  if (low >= driftFrom) return { value: low, note: `at least; at most ${high}` };
  if (high < driftFrom) return { value: high, note: `at most; at least ${low}` };
  return { value: null, note: `it is ${rangeOf(bounds)}, and drift from ${driftFrom}: ${coarse}` };
}

function chooseDistance(bounds: Bounds): Chosen {
  const { low, high } = bounds;
  if (high - low <= widest) return { value: high, note: `at most; at least ${low}` };
  return { value: null, note: `it is ${rangeOf(bounds)}: ${coarse}` };
}

function rangeOf({ low, high }: Bounds): string {
  return Number.isFinite(high) ? `from ${low} to ${high}` : `at least ${low}`;
}
