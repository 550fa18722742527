import type { CommitLinks, Repository } from '@gatehouse/git';

/** A commit that may be a sign-off, with the tree of its single parent (null if it has none, or several). */
export interface Candidate {
  id: string;
  bytes: Buffer;
  parentTree: string | null;
}

/** The commits that matter for the releases of a run: who wrote them, and what may be a sign-off. */
export interface History {
  /** Newest first. */
  candidates: Candidate[];
  /** By release folder: the raw commits that changed it. */
  authors: Map<string, Buffer[]>;
  /** Ids of candidates that are ancestors of a candidate. */
  isAncestor(ancestor: string, descendant: string): boolean;
}

/**
 * Reads the commits from `base` (not included; null: from the beginning) to `head`. Cost: linear in these commits.
 */
export async function readHistory(
  repository: Repository,
  base: string | null,
  head: string,
): Promise<History> {
  const ids = await repository.commitsBetween(base, head);
  const commits = await Promise.all(ids.map((id) => repository.readCommit(id)));
  const byId = new Map(commits.map((commit) => [commit.id, commit]));
  const treeOf = async (id: string) => byId.get(id)?.tree ?? (await repository.readCommit(id)).tree;

  const candidates: Candidate[] = [];
  const authors = new Map<string, Buffer[]>();
  for (const commit of commits) {
    const parentTrees = await Promise.all(commit.parents.map(treeOf));
    if (commit.bytes.includes('\nGatehouse-')) {
      candidates.push({
        id: commit.id,
        bytes: commit.bytes,
        parentTree: commit.parents.length === 1 ? (parentTrees[0] as string) : null,
      });
    }
    for (const folder of await changedReleases(repository, commit.tree, parentTrees)) {
      authors.set(folder, [...(authors.get(folder) ?? []), commit.bytes]);
    }
  }
  return { candidates, authors, isAncestor: ancestry(byId) };
}

/** Release folders that differ from those of every parent. */
async function changedReleases(
  repository: Repository,
  tree: string,
  parents: readonly string[],
): Promise<string[]> {
  if (parents.includes(tree)) return [];
  const own = await releaseTree(repository, tree);
  const others = await Promise.all(parents.map((parent) => releaseTree(repository, parent)));
  if (others.some((other) => other === own) || own === null) return [];
  const changed: string[] = [];
  for (const [name, id] of await folders(repository, own)) {
    const same = await Promise.all(others.map((other) => child(repository, other, name)));
    if (same.includes(id)) continue;
    for (const [version, versionId] of await folders(repository, id)) {
      const versions = await Promise.all(same.map((other) => child(repository, other, version)));
      if (!versions.includes(versionId)) changed.push(`releases/${name}/${version}`);
    }
  }
  return changed;
}

async function releaseTree(repository: Repository, tree: string): Promise<string | null> {
  return child(repository, tree, 'releases');
}

async function child(repository: Repository, tree: string | null, name: string): Promise<string | null> {
  if (tree === null) return null;
  const entry = (await repository.readTree(tree)).find((candidate) => candidate.name === name);
  return entry?.kind === 'folder' ? entry.id : null;
}

async function folders(repository: Repository, tree: string): Promise<[name: string, id: string][]> {
  const entries = await repository.readTree(tree);
  return entries.filter((entry) => entry.kind === 'folder').map((entry) => [entry.name, entry.id]);
}

function ancestry(
  commits: ReadonlyMap<string, CommitLinks>,
): (ancestor: string, descendant: string) => boolean {
  return (ancestor, descendant) => {
    const seen = new Set<string>();
    const open = [descendant];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === ancestor) return true;
      if (seen.has(id)) continue;
      seen.add(id);
      open.push(...(commits.get(id)?.parents ?? []));
    }
    return false;
  };
}
