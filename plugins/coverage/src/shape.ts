import { PluginError } from '@gatehouse/plugin-kit';
import { decodeEntities, type Element } from '@gatehouse/plugin-kit/xml';

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

/** A whole number from 0 to 2^53 - 1, also as text and as 4.0. Throws PluginError `unknown-shape`. */
export function countOf(value: unknown, place: string): number {
  const isWritten = typeof value === 'string' && /^\s*\d{1,16}(\.0+)?\s*$/.test(value);
  const number = isWritten ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0
    ? number
    : refuse(place, 'a whole number of at least 0');
}

/** A number of a line: no source has ten million, and some tools number from 0. Throws PluginError `unknown-shape`. */
export function lineOf(value: unknown, place: string, hidden?: number): number {
  const line = countOf(value, place);
  return line < 10_000_000 || line === hidden ? line : refuse(place, 'the number of a line');
}

/** The elements of one name among the children, and of these among theirs, and so on. */
export function within(element: Element, ...path: string[]): Element[] {
  return path.reduce(
    (found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)),
    [element],
  );
}

/** All elements of one name, at any depth. */
export function everywhere(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...everywhere(child, name),
  ]);
}

/** An attribute with its entities decoded, or undefined where there is none, or an empty one. */
export function attributeOf({ attributes }: Element, name: string): string | undefined {
  const value = Object.hasOwn(attributes, name) ? decodeEntities(attributes[name] as string).trim() : '';
  return value === '' ? undefined : value;
}

export function refuse(place: string, what: string): never {
  throw new PluginError(
    'unknown-shape',
    `${place} is not ${what}`,
    'Let the coverage tool write the report again; the README names the formats that are read.',
  );
}
