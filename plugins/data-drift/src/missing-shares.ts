import { columnMeasurement, type Measurement } from './column-drift.ts';
import type { Missing, SideName } from './sides.ts';

/** The share of missing values of a column on a side. */
export function missingShare(side: SideName, column: string, { rows, nulls, nans }: Missing): Measurement {
  const metric = `missing_share_${side}`;
  return rows === 0
    ? columnMeasurement(metric, column, 0, null, `the ${side} has no rows`)
    : columnMeasurement(metric, column, rows, (nulls + nans) / rows);
}
