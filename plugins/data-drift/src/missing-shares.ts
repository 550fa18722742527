import { columnMeasurement, type Measurement } from './column-drift.ts';
import type { Side } from './sides.ts';

/** The share of missing values of a column on a side. */
export function missingShare(side: Side, column: string): Measurement {
  const { rows, nulls, nans } = side.missing(column);
  const metric = `missing_share_${side.name}`;
  return rows === 0
    ? columnMeasurement(metric, column, 0, null, `the ${side.name} has no rows`)
    : columnMeasurement(metric, column, rows, (nulls + nans) / rows);
}
