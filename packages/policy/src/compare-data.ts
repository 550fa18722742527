import { type ChangeFacts, canonicalJson } from '@gatehouse/contracts';

type DataChange = ChangeFacts['policy']['data'][number];

const longest = 160;

/**
 * What the data of a policy (tiers, thresholds, quorums, checklists, profiles…) says otherwise than before, by the path
 * of the smallest part that differs. A list is compared as a bag: each entry that went and each that came is a change.
 */
export function compareData(old: unknown, next: unknown, at: readonly string[] = []): DataChange[] {
  if (textOf(old) === textOf(next)) return [];
  if (isFields(old) && isFields(next)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(next)])].sort();
    return keys.flatMap((key) => compareData(fieldOf(old, key), fieldOf(next, key), [...at, key]));
  }
  const place = at.join('.');
  if (Array.isArray(old) && Array.isArray(next)) {
    const [gone, come] = [without(old, next), without(next, old)];
    // The same entries in another order.
    if (gone.length + come.length === 0) return [];
    if (gone.length === 1 && come.length === 1)
      return [{ at: place, old: shown(gone[0]), new: shown(come[0]) }];
    return [
      ...gone.map((entry) => ({ at: place, old: shown(entry), new: null })),
      ...come.map((entry) => ({ at: place, old: null, new: shown(entry) })),
    ];
  }
  return [{ at: place, old: shown(old), new: shown(next) }];
}

/** The entries of one list that the other lacks, each as often as it is missing. */
function without(list: readonly unknown[], other: readonly unknown[]): unknown[] {
  const left = other.map(textOf);
  return list.filter((entry) => {
    const found = left.indexOf(textOf(entry));
    if (found === -1) return true;
    left.splice(found, 1);
    return false;
  });
}

function shown(value: unknown): string | null {
  if (value === undefined) return null;
  const text = textOf(value);
  return text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text;
}

function textOf(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}

function fieldOf(fields: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
