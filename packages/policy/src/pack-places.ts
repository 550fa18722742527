import type { PolicySources } from './read-sources.ts';

interface Place {
  /** The path below `data`; `*` is any name. */
  at: readonly string[];
  /** What an entry may hold; everything where this is absent. */
  only?: readonly string[];
}

/**
 * Where a pack may add to data that the policies have: whole entries, of names that are new there. Nothing of these can
 * loosen what is demanded without the pack. The same table is in docs/packs.md.
 */
const places: readonly Place[] = [
  { at: ['profiles'] },
  { at: ['checklists'] },
  { at: ['plugins'] },
  { at: ['signals'] },
  { at: ['frameworks'] },
  { at: ['frameworks', '*', 'sections'] },
  // `n_counts` would let a number of ours rest on a single item.
  { at: ['thresholds', 'metrics'], only: ['better'] },
];

/** Whether a pack may bring `value` as an entry of the mapping at `at`. */
export function isPlaceFor(at: readonly string[], value: unknown): boolean {
  return places.some(
    (place) =>
      place.at.length === at.length &&
      place.at.every((step, index) => step === '*' || step === at[index]) &&
      (place.only === undefined || holdsOnly(value, place.only)),
  );
}

/** Whether data of a name of its own can mean nothing to the policies: their rules never ask for it. */
export function isUnread(name: string, modules: PolicySources['modules']): boolean {
  const asked = new RegExp(`\\bdata\\s*(?:\\.\\s*${name}\\b|\\[\\s*["\`]${name}["\`]\\s*\\])`);
  return modules.every(({ path, text }) => rootOf(path) !== name && !asked.test(text));
}

function rootOf(path: string): string {
  return path.replace(/\.rego$/, '').split('/')[0] as string;
}

function holdsOnly(value: unknown, keys: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).every((key) => keys.includes(key));
}
