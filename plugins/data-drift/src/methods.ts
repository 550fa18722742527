import type { Measured } from '@gatehouse/plugin-kit';

/** How each metric is computed, with the parameters of this run. */
export function describeMethods({ bins, epsilon }: { bins: number; epsilon: number }): Measured['methods'] {
  return {
    psi: method('sum over bins of (q - p) ln(q / p), p and q the shares of reference and current', {
      numeric:
        'bins (from, to] between quantiles of the reference (linear interpolation); equal quantiles are merged and their value gets a bin of its own',
      categorical: 'one bin for each category of either table',
      bins,
      epsilon,
      zero_shares: 'replaced by epsilon, others unchanged',
      missing: 'null and NaN left out',
    }),
    ks: method(
      'two-sample Kolmogorov-Smirnov statistic sup |F - G|, exact, with ties; numeric and temporal columns',
      {
        values: 'as float64; dates and times as seconds',
        missing: 'null and NaN left out',
      },
    ),
    ks_p_value: method('P(D >= ks) of the two-sided one-sample distribution at n', {
      n: 'round(n1 n2 / (n1 + n2)), as scipy.stats.ks_2samp(method="asymp")',
      alternative: 'two-sided',
    }),
    psi_max: method('the highest psi of all columns; n: columns that have one'),
    ks_max: method('the highest ks of all numeric and temporal columns; n: columns that have one'),
    unseen_share: method('share of values in current whose category is not in reference; null left out'),
    missing_share_reference: method('(null + NaN) / rows of reference'),
    missing_share_current: method('(null + NaN) / rows of current'),
    columns_compared: method('columns that were compared; n: columns of either table that were considered'),
    columns_missing: method('columns of the other table that this table lacks'),
    columns_retyped: method('columns of another kind (numeric, temporal, categorical) in each table'),
    columns_unsupported: method('columns of a type that is not compared (lists, structures, blobs)'),
  };
}

function method(definition: string, parameters: Record<string, unknown> = {}) {
  return { definition, parameters };
}
