import { PluginError } from '@gatehouse/plugin-kit';
import type { Options } from './column-drift.ts';
import { binMetrics } from './compare/compare-bins.ts';
import type { Config, Metric } from './config.ts';
import { usualThreshold } from './conventions/gatehouse.ts';
import type { Side } from './sides.ts';

// Up to so many rows of both together every value is counted: it takes a moment, and has no error bound.
const mostExact = 100_000;

/** Quantile bins, where nothing else is configured. */
export const usualBins = 10;

const every: readonly Metric[] = [...binMetrics, 'ks', 'wasserstein', 'wasserstein_normed'];

/** What the configuration chooses for these sides. Throws PluginError `needs-values` where a profile is not enough, `bad-config`. */
export function readOptions(config: Config, reference: Side, current: Side): Options {
  const chosen = config.metrics ?? ['psi', 'ks'];
  const metrics = new Set(chosen.flatMap((metric) => (metric === 'all' ? every : [metric])));
  const without = [reference, current].find(({ hasValues }) => !hasValues);
  const convention = config.convention ?? 'gatehouse';
  const wanted = config.exact === true || convention !== 'gatehouse';
  if (wanted && without !== undefined)
    throw new PluginError(
      'needs-values',
      `${config.exact ? '`exact`' : `the convention ${convention}`} needs every value, and ${without.shown} is a profile`,
      'Give the table itself, or leave it at the convention `gatehouse` without `exact`.',
    );
  if (config.drift_thresholds?.missing !== undefined && convention !== 'gatehouse')
    throw new PluginError(
      'bad-config',
      `the convention ${convention} does not look at missing values: \`drift_thresholds.missing\` would be ignored`,
      'Leave it out, or leave the convention at `gatehouse`; `missing_share_change` is measured either way.',
    );
  const few = without === undefined && reference.rows + current.rows <= mostExact;
  return {
    bins: config.bins ?? usualBins,
    epsilon: config.epsilon ?? 1e-4,
    poolRare: config.pool_rare,
    metrics,
    exact: wanted || few,
    driftFrom: config.drift_thresholds?.numeric ?? usualThreshold,
  };
}
