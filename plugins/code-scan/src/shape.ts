import { PluginError } from '@gatehouse/plugin-kit';

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object, or an empty one where it is absent. Throws PluginError `unknown-shape`. */
export function fieldsOf(value: unknown, place: string): Fields {
  if (value === undefined || value === null) return {};
  return isFields(value) ? value : refuse(place, 'an object');
}

/** A list of objects; one that is absent is empty. Throws PluginError `unknown-shape`. */
export function listOf(value: unknown, place: string): Fields[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return refuse(place, 'a list');
  return value.map((one, index) => (isFields(one) ? one : refuse(`${place}[${index}]`, 'an object')));
}

/** A text that says something, or undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

export function refuse(place: string, what: string): never {
  throw new PluginError(
    'unknown-shape',
    `${place} is not ${what}`,
    'Let the tool write the report again: SARIF 2.1.0 is read.',
  );
}
