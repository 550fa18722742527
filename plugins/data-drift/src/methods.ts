import { type Measured, method } from '@gatehouse/plugin-kit';
import type { Options } from './column-drift.ts';
import { namesOf } from './compare/compare-bins.ts';
import type { Metric } from './config.ts';
import { conventions, type Scoring } from './score-columns.ts';

type Methods = Measured['methods'];

/** How each metric is computed, with the parameters of this run. */
export function describeMethods(options: Options, scoring: Scoring): Methods {
  const { metrics, exact } = options;
  const chosen = [...metrics].flatMap((metric: Metric) => [
    ...namesOf(metric),
    ...(metric === 'psi' || metric === 'ks' ? [`${metric}_max`] : []),
  ]);
  const all = metricMethods(options);
  return {
    ...Object.fromEntries(chosen.map((name) => [name, all[name] as Methods[string]])),
    ...driftMethods(scoring),
    ...tableMethods(exact),
  };
}

/** How the metrics of a run without `current` are computed. */
export function describeProfileMethods(): Methods {
  return {
    columns_profiled: method('columns whose profile is kept; n: columns of the table'),
    missing_share_reference: missing.missing_share_reference,
  };
}

const missing = {
  missing_share_change: method(
    '|missing_share_current - missing_share_reference|: null and NaN are left out of every other number',
  ),
  missing_share_reference: method('(null + NaN) / rows of reference'),
  missing_share_current: method('(null + NaN) / rows of current'),
};

function metricMethods({ bins, epsilon, exact, poolRare }: Options): Methods {
  const binned = {
    numeric:
      'bins (from, to] between quantiles of the reference (linear interpolation); equal quantiles are merged and their value gets a bin of its own',
    categorical: 'one bin for each category of either table',
    ...(poolRare === undefined
      ? {}
      : { pool_rare: poolRare, pooled: 'categories with a smaller share in both tables are one bin' }),
    bins,
    missing: 'null and NaN left out',
    ...(exact
      ? {}
      : {
          counted:
            'where quantiles lie, value by value; of profiles the upper end of what is possible, or null, details.columns.*.bounds says both ends',
        }),
  };
  const values = {
    values: 'as float64; dates and times as seconds',
    missing: 'null and NaN left out',
    ...(exact
      ? {}
      : {
          counted:
            'in bins; where the statistic may be largest, value by value. Of profiles the note says how far off it can be, details.columns.*.error_bounds too',
          grid: 'details.columns.*.grid: 4096 bins of one width (linear); for skewed columns bins that grow with the value (logarithmic), or quantile bins with at most a 512th of the values of a table (quantile)',
        }),
  };
  return {
    psi: method('sum over bins of (q - p) ln(q / p), p and q the shares of reference and current', {
      ...binned,
      epsilon,
      zero_shares: 'replaced by epsilon, others unchanged',
    }),
    psi_by_chance: method(
      'mean psi of all rows of both tables dealt at random into tables of these sizes: what is to be expected where nothing has drifted',
      {
        source: 'hypergeometric counts; with many values (k - 1)(1/n + 1/m), Yurdakul & Naranjo 2020',
        epsilon,
      },
    ),
    psi_max: method('the highest psi of all columns; n: columns that have one'),
    js_divergence: method('Jensen-Shannon divergence of the shares, in bits (base 2)', binned),
    js_distance: method('square root of the Jensen-Shannon divergence in bits (base 2)', binned),
    hellinger: method('sqrt(sum over bins of (sqrt(p) - sqrt(q))^2 / 2)', binned),
    l_infinity: method('the largest |p - q| of a bin or category', binned),
    total_variation: method('sum over bins of |p - q| / 2', binned),
    chi_square: method("Pearson's statistic of homogeneity of the 2 x k table of counts", {
      ...binned,
      correction: 'none',
    }),
    chi_square_p_value: method('P(X >= chi_square) with k - 1 degrees of freedom'),
    chi_square_fit: method("Pearson's statistic of current against the shares of the reference", binned),
    chi_square_fit_p_value: method('P(X >= chi_square_fit) with k - 1 degrees of freedom'),
    cramers_v: method('sqrt(chi_square / n)', { ...binned, correction: 'none' }),
    ks: method(
      'two-sample Kolmogorov-Smirnov statistic sup |F - G|, with ties; numeric and temporal columns',
      values,
    ),
    ks_max: method('the highest ks of all numeric and temporal columns; n: columns that have one'),
    ks_p_value: method('two-sided P(D >= ks): exact up to 10,000 values on each side, asymptotic above', {
      exact: 'lattice paths (Hodges 1957); with ties an upper bound',
      asymptotic:
        'one-sample distribution at round(n1 n2 / (n1 + n2)), as scipy.stats.ks_2samp(method="asymp")',
      alternative: 'two-sided',
    }),
    wasserstein: method('first Wasserstein distance, in the unit of the column (seconds for times)', values),
    wasserstein_normed: method('wasserstein / standard deviation of the reference', { ...values, ddof: 0 }),
  };
}

function driftMethods({ convention, thresholds }: Scoring): Methods {
  const { as, source, differs } = conventions[convention];
  const parameters = { convention, as, source, differs, drift_thresholds: { ...thresholds } };
  return {
    ...(convention === 'gatehouse'
      ? {}
      : {
          drift_score: method(
            'what the convention compares with its threshold; the note names it',
            parameters,
          ),
        }),
    drifted: method('1 where the convention calls it drift, 0 where not; the note says the rule', parameters),
    columns_drifted: method('columns where `drifted` is 1; n: columns where it is known'),
    drifted_share: method('columns_drifted / n', {
      ...(convention === 'evidently' ? { dataset_drift_of_evidently: 'from 0.5' } : {}),
    }),
  };
}

function tableMethods(exact: boolean): Methods {
  return {
    unseen_share: method('share of values in current whose category is not in reference; null left out'),
    ...missing,
    columns_compared: method('columns that were compared; n: columns of either table that were considered', {
      exact,
    }),
    columns_missing: method('columns of the other table that this table lacks'),
    columns_retyped: method('columns of another kind (numeric, temporal, categorical) in each table'),
    columns_unsupported: method('columns of a type that is not compared (lists, structures, blobs)'),
    columns_index: method(
      'index columns of pandas that are not compared, where the configuration does not name them; n: columns of both',
    ),
  };
}
