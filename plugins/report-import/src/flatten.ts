import type { Numeric, Value } from './imported.ts';
import { type Fields, isFields } from './shape.ts';

const deepest = 8;

/**
 * The numbers in nested objects, by path (`drift_by_columns.age.drift_score`); true is 1, false 0, and null is null.
 * Lists (bins, samples, points of a curve) are left out.
 */
export function flatten(value: unknown, path = '', depth = 0): [string, Numeric][] {
  const number = numericOf(value);
  if (number !== undefined) return [[path, number]];
  if (!isFields(value) || depth === deepest || isTable(value)) return [];
  // NumPy's numbers, as jsonpickle writes them.
  if (typeof value.dtype === 'string' && 'value' in value) return flatten(value.value, path, depth + 1);
  return Object.entries(value).flatMap(([key, inner]) =>
    flatten(inner, path === '' ? key : `${path}.${key}`, depth + 1),
  );
}

/** A number of a report, or undefined for what is none. */
export function numericOf(value: unknown): Numeric | undefined {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' || typeof value === 'bigint' || value === null ? value : undefined;
}

/** Whether one of them is a number at all. */
export function hasFinite(values: readonly Value[]): boolean {
  return values.some(({ value }) => typeof value === 'bigint' || Number.isFinite(value));
}

// A table or series of pandas, as jsonpickle writes it: lists of values, and how they are packed.
function isTable(value: Fields): boolean {
  return 'values' in value && ('meta' in value || 'index' in value);
}
