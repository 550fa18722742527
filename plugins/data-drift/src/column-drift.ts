import type { Measured } from '@gatehouse/plugin-kit';
import type { TableReader } from '@gatehouse/plugin-kit/table';
import type { ColumnPair } from './compare-columns.ts';

export type Measurement = Measured['measurements'][number];

/** What was measured on one column. */
export interface ColumnDrift {
  name: string;
  measurements: Measurement[];
  details: Record<string, unknown>;
}

/** What it takes to compare one column. Tables are given as SQL that stands after FROM. */
export interface ColumnWork {
  reader: TableReader;
  reference: string;
  current: string;
  pair: ColumnPair;
  options: { bins: number; epsilon: number };
  /** Values that are neither null nor NaN. */
  valid: { reference: number; current: number };
}

/** Why a distribution can not be compared, or nothing if it can. */
export function tooFew({ valid }: ColumnWork): string | undefined {
  for (const table of ['reference', 'current'] as const) {
    if (valid[table] === 0) return `the ${table} has no value in this column`;
    if (valid[table] === 1) return `the ${table} has a single value in this column, which is no distribution`;
  }
  return undefined;
}

/** A measurement of a column; null needs a note. */
export function columnMeasurement(
  metric: string,
  column: string,
  n: number,
  value: number | null,
  note?: string,
): Measurement {
  const measurement = { metric, value, n, labels: { column } };
  return note === undefined ? measurement : { ...measurement, note };
}
