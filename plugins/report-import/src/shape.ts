import { PluginError } from '@gatehouse/plugin-kit';

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws PluginError `unknown-shape`. */
export function fieldsOf(value: unknown, place: string): Fields {
  return isFields(value) ? value : refuse(place, 'an object');
}

/** Throws PluginError `unknown-shape`, also for a list that is absent. */
export function listOf(value: unknown, place: string): unknown[] {
  return Array.isArray(value) ? value : refuse(place, 'a list');
}

/** Throws PluginError `unknown-shape`. */
export function textOf(value: unknown, place: string): string {
  return typeof value === 'string' && value !== '' ? value : refuse(place, 'a text');
}

/** Throws PluginError `unknown-shape`, also for the text 'true'. */
export function flagOf(value: unknown, place: string): boolean {
  return typeof value === 'boolean' ? value : refuse(place, 'true or false');
}

/** A text, or undefined for anything else. */
export function maybeText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Those members that are texts. */
export function textsOf(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => {
      const text = maybeText(value);
      return text === undefined ? [] : [[key, text]];
    }),
  );
}

function refuse(place: string, what: string): never {
  throw new PluginError(
    'unknown-shape',
    `${place} is not ${what}`,
    'Is `format` that of this report? The README names the versions that are read.',
  );
}

/** What a word of a report means; a word that is not known is PluginError `unknown-shape`, never passed. */
export function meaningOf<T>(word: unknown, meanings: Record<string, T>, place: string): T {
  if (typeof word === 'string' && Object.hasOwn(meanings, word)) return meanings[word] as T;
  return refuse(place, `one of ${Object.keys(meanings).join(', ')}`);
}
