import { PluginError } from '@gatehouse/plugin-kit';

/** A mapping of the contract, and its path in there. */
export interface Fields {
  path: string;
  values: Record<string, unknown>;
}

/**
 * A mapping whose fields are all known: one that is not understood could be a rule that nobody checks. Throws
 * PluginError `contract-invalid`.
 */
export function readFields(value: unknown, path: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(path, 'is not a mapping');
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw invalid(`${path}.${unknown}`, 'is not a field of the Open Data Contract Standard 3.1');
  return { path, values: value as Record<string, unknown> };
}

/** A field, or undefined where it is absent or null. */
export function optional(fields: Fields, key: string, type: 'string'): string | undefined;
export function optional(fields: Fields, key: string, type: 'boolean'): boolean | undefined;
export function optional({ path, values }: Fields, key: string, type: string): unknown {
  const value = values[key] ?? undefined;
  if (value !== undefined && typeof value !== type) throw invalid(`${path}.${key}`, `is not a ${type}`);
  return value;
}

export function required(fields: Fields, key: string): string {
  const value = optional(fields, key, 'string');
  if (value === undefined || value === '') throw invalid(`${fields.path}.${key}`, 'is missing');
  return value;
}

/** A list, empty where it is absent or null. */
export function list({ path, values }: Fields, key: string): unknown[] {
  const value = values[key] ?? [];
  if (!Array.isArray(value)) throw invalid(`${path}.${key}`, 'is not a list');
  return value;
}

export function invalid(path: string, what: string): PluginError {
  return new PluginError('contract-invalid', `${path} ${what}`, 'Correct the contract.');
}
