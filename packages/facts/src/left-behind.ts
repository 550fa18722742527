import type { Base } from './open-base.ts';
import type { Contribution, History } from './read-history.ts';
import type { TreeSource } from './tree-source.ts';

/**
 * Release folders that commits of a change wrote, and that neither base nor head have: renamed, or left out by a merge.
 * Whoever wrote them counts as an author of what the change does bring: the work may have moved.
 */
export function leftBehind(history: History, base: Base, head: TreeSource): Promise<string[]> {
  const before = known.get(history);
  if (before?.base === base && before.head === head) return before.folders;
  const folders = findLeftBehind(history, base, head);
  known.set(history, { base, head, folders });
  return folders;
}

// One change can have ten thousand releases, and each of them asks.
const known = new WeakMap<History, { base: Base; head: TreeSource; folders: Promise<string[]> }>();

async function findLeftBehind(history: History, base: Base, head: TreeSource): Promise<string[]> {
  const found: string[] = [];
  for (const folder of history.contributions.keys()) {
    const [before, after] = [await base.source.kind(folder), await head.kind(folder)];
    if (before === null && after === null) found.push(folder);
  }
  return found.sort();
}

/** The commits that count as having written a release: those of its own folder, and of folders left behind. */
export async function contributionsTo(
  folder: string,
  history: History,
  base: Base,
  head: TreeSource,
): Promise<Contribution[]> {
  const moved = (await leftBehind(history, base, head)).flatMap((one) => [
    ...(history.contributions.get(one) ?? []),
  ]);
  const own = history.contributions.get(folder) ?? [];
  // Evidence that a commit brought to another folder is not the evidence of this one.
  const all = [...moved.map((one) => ({ ...one, evidence: new Map<string, string>() })), ...own];
  return [...new Map(all.map((one) => [one.id, one])).values()];
}
