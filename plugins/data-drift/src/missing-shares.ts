import { columnMeasurement, type Measurement } from './column-drift.ts';
import type { Missing } from './counts.ts';
import type { SideName } from './sides.ts';

/** How much the share of missing values has changed. */
export function missingChange(
  column: string,
  { reference, current }: { reference: Missing; current: Missing },
): Measurement {
  const n = reference.rows + current.rows;
  if (reference.rows === 0 || current.rows === 0)
    return columnMeasurement('missing_share_change', column, n, null, 'a table has no rows');
  const change = Math.abs(shareOf(current) - shareOf(reference));
  return columnMeasurement('missing_share_change', column, n, change);
}

function shareOf({ rows, nulls, nans }: Missing): number {
  return (nulls + nans) / rows;
}

/** The share of missing values of a column on a side. */
export function missingShare(side: SideName, column: string, missing: Missing): Measurement {
  const metric = `missing_share_${side}`;
  return missing.rows === 0
    ? columnMeasurement(metric, column, 0, null, `the ${side} has no rows`)
    : columnMeasurement(metric, column, missing.rows, shareOf(missing));
}
