import { type Difference, isSameEntry, type Objects, type TreeEntry } from '@gatehouse/git';
import { governedDifferences } from './governed-files.ts';
import type { Governed } from './governed-outside.ts';
import type { History, Writing } from './read-history.ts';

/** Who brought what a change brings. */
export interface Origin {
  /** The commits that changed any of it, once each. */
  writings: Writing[];
  /**
   * The paths whose bytes no commit of the change brought: they come from commits that are part of the base already,
   * without their files, and whoever wrote them is not known.
   */
  unknown: string[];
}

/** Who brought the governed files in which a head differs. Linear in what its commits changed. */
export async function originOfGoverned(
  objects: Objects,
  governed: Governed,
  { writings }: History,
  differences: readonly Difference[],
): Promise<Origin> {
  const open = new Map(differences.map(({ path, own }) => [path, own]));
  const wanted = new Set(open.keys());
  const writers: Writing[] = [];
  for (const writing of writings) {
    const all = await governedDifferences(objects, governed, writing.tree, writing.parentTrees);
    const own = all.filter(({ path }) => wanted.has(path));
    if (own.length > 0) writers.push(writing);
    for (const { path, own: entry } of own) {
      if (open.has(path) && isSameEntry(open.get(path) ?? null, entry)) open.delete(path);
    }
  }
  return { writings: writers, unknown: [...open.keys()].sort() };
}

/** Who brought what lies at some paths of a head, wherever they lie. Linear in paths times commits. */
export async function originOf(
  objects: Objects,
  { writings }: Pick<History, 'writings'>,
  entries: ReadonlyMap<string, TreeEntry | null>,
): Promise<Origin> {
  const writers = new Set<Writing>();
  const unknown: string[] = [];
  for (const [path, entry] of entries) {
    let isKnown = false;
    for (const writing of writings) {
      const own = await objects.findEntry(writing.tree, path);
      const before = await Promise.all(writing.parentTrees.map((tree) => objects.findEntry(tree, path)));
      if (before.some((other) => isSameEntry(own, other))) continue;
      writers.add(writing);
      isKnown ||= isSameEntry(own, entry);
    }
    if (!isKnown) unknown.push(path);
  }
  return { writings: [...writers], unknown };
}
