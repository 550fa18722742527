import { sumOf } from '@gatehouse/plugin-kit/statistics';
import type { Predictions, Truth } from './predictions.ts';
import { type Family, type Measures, meanOf, reading, type Spread } from './reading.ts';

/**
 * All that is measured of predicted values: MAE, RMSE, R² and MAPE (a share, not per cent), as scikit-learn's
 * `mean_absolute_error`, `root_mean_squared_error`, `r2_score` and `mean_absolute_percentage_error`; null where
 * scikit-learn would give 0 or a huge number instead.
 */
export function measureRegression(
  { values }: Truth,
  { predicted }: Predictions,
  { weights }: { weights: Uint32Array },
): Measures {
  const rows = values.length;
  const error = (row: number) => (predicted[row] as number) - (values[row] as number);
  const squares: Family = (counts) => {
    const { residual, total } = sumsOfSquares(values, error, counts);
    const r2 = isConstant(values, counts) ? null : 1 - residual / total;
    return [
      reading('rmse', Math.sqrt(residual / rows), rows, ''),
      reading('r2', r2, rows, 'the true values are all the same: there is nothing to explain'),
    ];
  };
  const absolute = (row: number) => Math.abs(error(row));
  const relative = (row: number) => Math.abs(error(row) / (values[row] as number));
  const zeros = values.filter((one) => one === 0).length;
  const spreads = new Map<string, Spread>([['mae', { by: 'mean', of: absolute }]]);
  if (zeros === 0) spreads.set('mape', { by: 'mean', of: relative });
  return {
    readings: [
      reading('mae', meanOf(absolute, rows), rows, ''),
      ...squares(weights),
      reading(
        'mape',
        zeros > 0 ? null : meanOf(relative, rows),
        rows,
        `the true value is 0 in ${zeros} rows`,
      ),
    ],
    spreads,
    families: [squares],
    details: {},
  };
}

// The mean of equal values may be off by a rounding, so their squared distances need not be 0.
function isConstant(values: Float64Array, weights: Uint32Array): boolean {
  const first = values.find((_, row) => weights[row] !== 0);
  return values.every((value, row) => weights[row] === 0 || value === first);
}

/** Of weighted rows: squared errors, and squared distances of the true values from their mean. */
function sumsOfSquares(values: Float64Array, error: (row: number) => number, weights: Uint32Array) {
  const sum = (of: (row: number) => number) =>
    sumOf(values.length, (row) => (weights[row] === 0 ? 0 : (weights[row] as number) * of(row)));
  const mean = sum((row) => values[row] as number) / sum(() => 1);
  return {
    residual: sum((row) => error(row) ** 2),
    total: sum((row) => ((values[row] as number) - mean) ** 2),
  };
}
