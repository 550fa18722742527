import { GatehouseError } from '@gatehouse/contracts';
import { objectError } from './object-source.ts';
import type { CommitLinks } from './objects.ts';
import type { Repository } from './open-repository.ts';

/** Where the parents of commits come from. */
interface ParentSource {
  readCommit(id: string): Promise<Pick<CommitLinks, 'id' | 'parents'>>;
}

/**
 * Ids of the commits reachable from `head` that are not `known`, by the parents in their raw bytes: children before
 * their parents, and of the parents of a merge the last one first. What lies behind a known commit is not looked at.
 * Throws `git.object`. Linear in the commits that it gives.
 */
export async function newCommits(
  objects: ParentSource,
  head: string,
  known: { has(id: string): boolean },
): Promise<string[]> {
  return childrenFirst(head, await readParents(objects, head, known));
}

/** The new commits and their new parents. Each generation is asked for at once. */
async function readParents(
  objects: ParentSource,
  head: string,
  known: { has(id: string): boolean },
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const seen = new Set<string>();
  const unseen = (ids: readonly string[]) =>
    ids.filter((id) => !known.has(id) && !seen.has(id) && seen.add(id));
  for (let open = unseen([head]); open.length > 0; ) {
    const commits = await Promise.all(open.map((id) => objects.readCommit(id)));
    for (const { id, parents } of commits) {
      // A parent named twice is one parent.
      found.set(
        id,
        [...new Set(parents)].filter((parent) => !known.has(parent)),
      );
    }
    open = commits.flatMap(({ parents }) => unseen(parents));
  }
  return found;
}

/** Kahn's algorithm: a commit follows when the last of its children has been given. */
function childrenFirst(head: string, parentsOf: ReadonlyMap<string, readonly string[]>): string[] {
  const childrenLeft = new Map<string, number>();
  for (const parents of parentsOf.values()) {
    for (const parent of parents) childrenLeft.set(parent, (childrenLeft.get(parent) ?? 0) + 1);
  }
  const order: string[] = [];
  const ready = parentsOf.has(head) ? [head] : [];
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    order.push(id);
    for (const parent of parentsOf.get(id) ?? []) {
      const left = (childrenLeft.get(parent) ?? 0) - 1;
      childrenLeft.set(parent, left);
      if (left === 0) ready.push(parent);
    }
  }
  return order;
}

const readAtOnce = 512;

/**
 * Ids from `head` (included) down the first parents to `until` (not included), or to the first commit of all where
 * `until` is null. git tells what to read ahead; each link is checked against the raw bytes. Throws `git.object`
 * where they differ, and `git.ref` if `until` is not on the first-parent chain of `head` (it may still be an
 * ancestor: then it came in by a merge, and was never a tip of this branch).
 */
export async function firstParents(
  repository: Pick<Repository, 'readCommit' | 'firstParentHint'>,
  head: string,
  until: string | null,
): Promise<string[]> {
  if (until !== null) await repository.readCommit(until);
  const hint = await repository.firstParentHint(head, until);
  const chain: string[] = [];
  let next: string | null = head;
  for (let at = 0; at < hint.length && next !== until; at += readAtOnce) {
    const commits = await Promise.all(hint.slice(at, at + readAtOnce).map((id) => repository.readCommit(id)));
    for (const commit of commits) {
      if (next === until) break;
      next = follow(commit, next);
      chain.push(commit.id);
    }
  }
  if (next === until) return chain;
  if (until === null) throw objectError(next as string, 'is a first parent that git leaves out');
  throw notOnChain(head, until);
}

function follow(commit: CommitLinks, expected: string | null): string | null {
  if (commit.id === expected) return commit.parents[0] ?? null;
  throw objectError(commit.id, `is not the first parent that raw bytes name (${expected ?? 'none'})`);
}

function notOnChain(head: string, until: string): GatehouseError {
  return new GatehouseError('git.ref', `${until} is not on the first-parent chain of ${head}`, {
    hint: 'Name a commit that was once the tip of this branch: git log --first-parent shows them.',
  });
}
