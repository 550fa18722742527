import type { Measured } from '@gatehouse/plugin-kit';
import type { ColumnKind } from '@gatehouse/plugin-kit/table';
import type { Metric } from './config.ts';
import type { Missing } from './counts.ts';
import { presentOf, type Side } from './sides.ts';

export type Measurement = Measured['measurements'][number];

/** What was measured on one column. */
export interface ColumnDrift {
  name: string;
  measurements: Measurement[];
  details: Record<string, unknown>;
}

/** A column that both sides have. */
export interface ColumnPair {
  name: string;
  kind: ColumnKind;
  types: { reference: string; current: string };
}

export interface Options {
  bins: number;
  epsilon: number;
  /** Categories of a smaller share in both tables are one bin. */
  poolRare: number | undefined;
  metrics: ReadonlySet<Metric>;
  /** Every value counts, instead of bins with an error bound. */
  exact: boolean;
  /** The population stability index of a column of numbers from which it has drifted. */
  driftFrom: number;
}

/** What it takes to compare one column. */
export interface ColumnWork {
  reference: Side;
  current: Side;
  pair: ColumnPair;
  options: Options;
}

/** A column whose missing values are counted. */
export interface CountedWork extends ColumnWork {
  missing: { reference: Missing; current: Missing };
  /** Values that are neither null nor NaN. */
  valid: { reference: number; current: number };
}

export function countedWork(work: ColumnWork, missing: CountedWork['missing']): CountedWork {
  const valid = { reference: presentOf(missing.reference), current: presentOf(missing.current) };
  return { ...work, missing, valid };
}

/** Why a distribution can not be compared, or nothing if it can. */
export function tooFew({ valid }: CountedWork): string | undefined {
  for (const table of ['reference', 'current'] as const) {
    if (valid[table] === 0) return `the ${table} has no value in this column`;
    if (valid[table] === 1) return `the ${table} has a single value in this column, which is no distribution`;
  }
  return undefined;
}

/** A measurement of a column; null needs a note, and a number that overflows is null. */
export function columnMeasurement(
  metric: string,
  column: string,
  n: number,
  value: number | null,
  note?: string,
): Measurement {
  if (value !== null && !Number.isFinite(value))
    return {
      metric,
      value: null,
      n,
      labels: { column },
      note: 'it is larger than any number that can be written',
    };
  const measurement = { metric, value, n, labels: { column } };
  return note === undefined ? measurement : { ...measurement, note };
}
