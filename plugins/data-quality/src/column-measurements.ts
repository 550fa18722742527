import { canBeNaN, kindOf } from '@gatehouse/plugin-kit/table';
import { canBeInfinite } from './column-counts.ts';
import type { ColumnValues } from './column-values.ts';
import type { ColumnCounts } from './counted.ts';
import { type Measurement, measurement } from './measurement.ts';

/** What is measured on one column of a table with `rows` rows. */
export function columnMeasurements(
  column: ColumnCounts,
  values: ColumnValues,
  rows: number,
  quantiles: readonly number[],
): Measurement[] {
  return [
    ...missingMeasurements(column, rows),
    ...distinctMeasurements(column, values),
    ...rangeMeasurements(column),
    ...numberMeasurements(column, values, quantiles),
    ...textMeasurements(column),
  ];
}

function missingMeasurements(column: ColumnCounts, rows: number): Measurement[] {
  const labels = { column: column.name };
  const count = (metric: string, value: number) =>
    measurement(metric, labels, rows, value, rows === 0 ? noRows : undefined);
  const missing = column.nulls + column.nans;
  return [
    count('null_count', column.nulls),
    rows === 0
      ? measurement('missing_share', labels, 0, null, noRows)
      : measurement('missing_share', labels, rows, missing / rows),
    ...(canBeNaN(column.type) ? [count('nan_count', column.nans)] : []),
    ...(canBeInfinite(column.type)
      ? [
          count('positive_infinity_count', column.positiveInfinities),
          count('negative_infinity_count', column.negativeInfinities),
        ]
      : []),
  ];
}

const noRows = 'the table has no rows';

function distinctMeasurements(
  { name, present }: ColumnCounts,
  { distinct, distinctNote }: ColumnValues,
): Measurement[] {
  const note = present === 0 ? noValue : distinctNote;
  return [
    measurement('distinct_count', { column: name }, present, distinct, note),
    present === 0
      ? measurement('distinct_share', { column: name }, 0, null, noValue)
      : measurement('distinct_share', { column: name }, present, Math.min(1, distinct / present), note),
  ];
}

const noValue = 'the column has no value';

function rangeMeasurements(column: ColumnCounts): Measurement[] {
  const kind = kindOf(column.type);
  if (kind !== 'numeric' && kind !== 'temporal') return [];
  return [ofFinite('min', column, column.min), ofFinite('max', column, column.max)];
}

function numberMeasurements(
  column: ColumnCounts,
  values: ColumnValues,
  quantiles: readonly number[],
): Measurement[] {
  if (kindOf(column.type) !== 'numeric') return [];
  return [
    ofFinite('mean', column, rounded(column.mean), 'too large'),
    ofFinite(
      'std',
      column,
      rounded(column.std),
      column.std === null ? 'a single value has none' : 'too large',
    ),
    ...quantiles.map((quantile, index) =>
      withNote(
        ofFinite('quantile', column, values.quantiles?.[index] ?? null, noValue, {
          quantile: String(quantile),
        }),
        values.quantileNotes?.[index],
      ),
    ),
  ];
}

function withNote(measured: Measurement, note: string | undefined): Measurement {
  if (note === undefined) return measured;
  return { ...measured, note: measured.note === undefined ? note : `${measured.note}; ${note}` };
}

// In another order, as threads come, sums differ in the last bits: two runs must give the same number.
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(12));
}

/** A number of the finite values. `otherwise`: why there is none although there are values. */
function ofFinite(
  metric: string,
  column: ColumnCounts,
  value: number | null,
  otherwise = noValue,
  more: Record<string, string> = {},
): Measurement {
  const infinite = column.positiveInfinities + column.negativeInfinities;
  const n = column.present - infinite;
  const labels = { column: column.name, ...more };
  const leftOut = infinite === 0 ? undefined : `${infinite} infinite values left out`;
  if (value !== null && Number.isFinite(value)) return measurement(metric, labels, n, value, leftOut);
  const why = n > 0 ? otherwise : infinite > 0 ? 'every value is infinite' : noValue;
  return measurement(metric, labels, n, null, why);
}

function textMeasurements({ name, type, present, shortest, longest, empty }: ColumnCounts): Measurement[] {
  if (type !== 'VARCHAR') return [];
  const why = present === 0 ? noValue : undefined;
  return [
    measurement('length_min', { column: name }, present, shortest, why),
    measurement('length_max', { column: name }, present, longest, why),
    measurement('empty_count', { column: name }, present, empty, why),
  ];
}
