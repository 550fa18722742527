import { isDeepStrictEqual } from 'node:util';

export type ChangeKind = 'breaking' | 'loosened' | 'compatible';

// Where a larger value allows less, and where it allows more.
const floors = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const ceilings = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

/** What changed in `logicalTypeOptions`: a tighter bound is breaking, a wider one is not, all else new is breaking. */
export function compareOptions(
  old: Record<string, unknown>,
  now: Record<string, unknown>,
): [change: string, kind: ChangeKind][] {
  const options = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return options
    .filter((option) => !isDeepStrictEqual(old[option], now[option]))
    .map((option) => [
      `${option} ${say(old[option])} became ${say(now[option])}`,
      now[option] === undefined ? 'loosened' : kindOf(option, old[option], now[option]),
    ]);
}

function say(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

function kindOf(option: string, old: unknown, now: unknown): ChangeKind {
  const sign = floors.includes(option) ? 1 : ceilings.includes(option) ? -1 : 0;
  // Dates and times in ISO 8601 are in the order of their letters.
  const comparable = typeof old === typeof now && ['number', 'string'].includes(typeof now);
  if (sign === 0 || !comparable) return 'breaking';
  const larger = (now as string) > (old as string);
  return larger === sign > 0 ? 'breaking' : 'loosened';
}
