import type { Base } from './open-base.ts';
import type { History } from './read-history.ts';
import type { TreeSource } from './tree-source.ts';

/**
 * Release folders that commits of a change wrote, and that neither base nor head have: renamed, or left out by a merge.
 * Whoever wrote them counts as an author of what the change does bring: the work may have moved.
 */
export function leftBehind(
  history: History,
  base: Pick<Base, 'source'>,
  head: TreeSource,
): Promise<string[]> {
  const before = known.get(history);
  if (before?.source === base.source && before.head === head) return before.folders;
  const folders = findLeftBehind(history, base.source, head);
  known.set(history, { source: base.source, head, folders });
  return folders;
}

// One change can have ten thousand releases, and each of them asks.
const known = new WeakMap<History, { source: TreeSource; head: TreeSource; folders: Promise<string[]> }>();

async function findLeftBehind(history: History, source: TreeSource, head: TreeSource): Promise<string[]> {
  const found: string[] = [];
  for (const folder of history.contributions.keys()) {
    const [before, after] = [await source.kind(folder), await head.kind(folder)];
    if (before === null && after === null) found.push(folder);
  }
  return found.sort();
}
