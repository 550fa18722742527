import { PluginError } from '@gatehouse/plugin-kit';

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws PluginError `bad-shape`. */
export function fieldsOf(value: unknown, place: string): Fields {
  if (isFields(value)) return value;
  throw new PluginError('bad-shape', `${place} is not an object`);
}

/** A list, or nothing for one that is absent. Throws PluginError `bad-shape`. */
export function listOf(value: unknown, place: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new PluginError('bad-shape', `${place} is not a list`);
}

/** A text that is not empty. Throws PluginError `bad-shape`. */
export function textOf(value: unknown, place: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.toWellFormed();
  throw new PluginError('bad-shape', `${place} is missing, empty or not a string`);
}

/** `sha256:` and 64 small hexadecimal digits, or undefined for a text that is no SHA-256. */
export function sha256Of(text: string): string | undefined {
  const hex = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text.trim())?.[1];
  return hex === undefined ? undefined : `sha256:${hex.toLowerCase()}`;
}

/** Throws PluginError `bad-digest`. */
export function digestOf(value: unknown, place: string): string {
  const digest = sha256Of(textOf(value, place));
  if (digest !== undefined) return digest;
  throw new PluginError(
    'bad-digest',
    `${place} is not a SHA-256`,
    'Write sha256: and 64 hexadecimal digits.',
  );
}
