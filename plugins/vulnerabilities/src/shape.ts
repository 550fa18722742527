import { PluginError } from '@gatehouse/plugin-kit';

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws PluginError `unknown-shape`. */
export function fieldsOf(value: unknown, place: string): Fields {
  return isFields(value) ? value : refuse(place, 'an object');
}

/** An object that may be absent. Throws PluginError `unknown-shape`. */
export function maybeFields(value: unknown, place: string): Fields {
  return value === undefined || value === null ? {} : fieldsOf(value, place);
}

/** A list of objects; absent and null, as Go writes an empty one, are none. Throws PluginError `unknown-shape`. */
export function listOf(value: unknown, place: string): Fields[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return refuse(place, 'a list');
  return value.map((one, index) => fieldsOf(one, `${place}[${index}]`));
}

/** Those members of a list that are texts. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((one) => maybeText(one) ?? []) : [];
}

/** Throws PluginError `unknown-shape`. */
export function textOf(value: unknown, place: string): string {
  return maybeText(value) ?? refuse(place, 'a text');
}

/** A text, or undefined for anything else. */
export function maybeText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Throws PluginError `unknown-shape` for anything but a whole number of at least 0. */
export function countOf(value: unknown, place: string): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : refuse(place, 'a whole number of at least 0');
}

export function refuse(place: string, what: string): never {
  throw new PluginError(
    'unknown-shape',
    `${place} is not ${what}`,
    'Let the scanner write the report again; the README names the formats and versions that are read.',
  );
}
