import { type ChangeFacts, canonicalJson } from '@gatehouse/contracts';
import { findFaults, requireNone } from './find-faults.ts';
import type { PolicySources } from './read-sources.ts';

type DataChange = ChangeFacts['policy']['data'][number];

const longest = 160;

/**
 * What the data of a policy (tiers, thresholds, quorums, checklists, profiles…) says otherwise than before, by the path
 * of the smallest part that differs. A list is compared as a bag: entries that went, came, or changed in some fields.
 * Throws `policy.invalid` for what data must not have, and has not had before.
 */
export function compareData(old: PolicySources['data'], next: PolicySources['data']): DataChange[] {
  const known = new Set(findFaults(old).map(({ message }) => message));
  requireNone(findFaults(next).filter(({ message }) => !known.has(message)));
  return compareParts(old, next, '');
}

function compareParts(old: unknown, next: unknown, at: string): DataChange[] {
  if (textOf(old) === textOf(next)) return [];
  if (isFields(old) && isFields(next)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(next)])].sort();
    return keys.flatMap((key) =>
      compareParts(fieldOf(old, key), fieldOf(next, key), at === '' ? key : `${at}.${key}`),
    );
  }
  if (Array.isArray(old) && Array.isArray(next)) return compareLists(old, next, at);
  return [{ at, old: shown(old), new: shown(next) }];
}

function compareLists(old: readonly unknown[], next: readonly unknown[], at: string): DataChange[] {
  const come = without(next, old);
  const changes = without(old, next).flatMap((entry): DataChange[] => {
    const others = come.filter((other) => isSame(entry, other));
    const [other] = others;
    if (others.length !== 1 || !isFields(other)) return [{ at, old: shown(entry), new: null }];
    come.splice(come.indexOf(other), 1);
    return compareParts(entry, other, `${at}[${nameOf(other)}]`);
  });
  return [...changes, ...come.map((entry) => ({ at, old: null, new: shown(entry) }))];
}

/** Whether two entries are one, before and after: their texts are those that name them, and at most numbers differ. */
function isSame(entry: unknown, other: unknown): boolean {
  return isFields(entry) && isFields(other) && nameOf(entry) !== '' && nameOf(entry) === nameOf(other);
}

function nameOf(entry: Record<string, unknown>): string {
  const texts = Object.entries(entry).filter(([, value]) => typeof value === 'string' || isFields(value));
  return texts
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : textOf(value)}`)
    .sort()
    .join(', ');
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
