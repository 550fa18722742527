import { type CommitLinks, diffTrees, entryNamed, type Objects, type TreeEntry } from '@gatehouse/git';

/** A commit that may be a sign-off, with the tree of its single parent (null if it has none, or several). */
export interface Candidate {
  id: string;
  bytes: Buffer;
  parentTree: string | null;
}

/** A commit that changed a release. */
export interface Contribution {
  id: string;
  bytes: Buffer;
  /** What it brought, by path below the folder: entries that no parent has there. */
  brought: ReadonlyMap<string, TreeEntry>;
}

/** A commit whose tree is none of its parents'. */
export interface Writing {
  id: string;
  bytes: Buffer;
  tree: string;
  parentTrees: string[];
}

/** The commits that matter for a change: who wrote what, and what may be a sign-off. */
export interface History {
  /** Newest first, as their committers dated them. */
  candidates: Candidate[];
  /** By release folder: the commits that changed it. */
  contributions: Map<string, Contribution[]>;
  /** The commits that changed files of any kind. */
  writings: Writing[];
  /** Whether one of these commits is an ancestor of another. */
  isAncestor(ancestor: string, descendant: string): boolean;
}

/** Reads the given commits, newest first: those that the head has and the base has not. Cost: linear in them. */
export async function readHistory(objects: Objects, ids: readonly string[]): Promise<History> {
  const commits = await Promise.all(ids.map((id) => objects.readCommit(id)));
  const byId = new Map(commits.map((commit) => [commit.id, commit]));
  const treeOf = async (id: string) => byId.get(id)?.tree ?? (await objects.readCommit(id)).tree;

  const candidates: Candidate[] = [];
  const contributions = new Map<string, Contribution[]>();
  const writings: Writing[] = [];
  for (const { id, bytes, tree, parents } of commits) {
    const parentTrees = await Promise.all(parents.map(treeOf));
    if (bytes.includes('\nGatehouse-')) {
      candidates.push({ id, bytes, parentTree: parents.length === 1 ? (parentTrees[0] as string) : null });
    }
    if (parentTrees.includes(tree)) continue;
    writings.push({ id, bytes, tree, parentTrees });
    for (const { folder, own, others } of await changedReleases(objects, tree, parentTrees)) {
      const brought = new Map<string, TreeEntry>();
      for (const { path, own: entry } of await diffTrees(objects, own, others)) {
        if (entry !== null) brought.set(path, entry);
      }
      const known = contributions.get(folder);
      if (known) known.push({ id, bytes, brought });
      else contributions.set(folder, [{ id, bytes, brought }]);
    }
  }
  candidates.sort(byDate);
  return { candidates, contributions, writings, isAncestor: ancestry(byId) };
}

// By what stands in the commits alone: the order of a walk is not the same everywhere.
function byDate(one: Candidate, other: Candidate): number {
  const later = (committerDate(other.bytes) ?? 0) - (committerDate(one.bytes) ?? 0);
  return later !== 0 ? later : one.id < other.id ? -1 : 1;
}

/** The date in a commit's `committer` line, in seconds since 1970: a claim. null where it can not be read. */
export function committerDate(bytes: Buffer): number | null {
  const headers = bytes.toString('latin1', 0, bytes.indexOf('\n\n'));
  const seconds = headers.match(/^committer .*> (\d{1,12}) [+-]\d{4}$/m)?.[1];
  return seconds === undefined ? null : Number(seconds);
}

/** A folder and those of the parents at the same place: ids of trees. */
interface ChangedFolder {
  folder: string;
  own: string;
  others: (string | null)[];
}

/** Release folders that differ from those of every parent. */
async function changedReleases(
  objects: Objects,
  tree: string,
  parents: readonly string[],
): Promise<ChangedFolder[]> {
  const own = await child(objects, tree, 'releases');
  const others = await Promise.all(parents.map((parent) => child(objects, parent, 'releases')));
  if (others.some((other) => other === own) || own === null) return [];
  const changed: ChangedFolder[] = [];
  for (const name of await changedFolders(objects, own, others)) {
    for (const version of await changedFolders(objects, name.own, name.others)) {
      changed.push({ ...version, folder: `releases/${name.folder}/${version.folder}` });
    }
  }
  return changed;
}

/** The folders right below a tree that differ from those of every other tree, by name. */
async function changedFolders(
  objects: Objects,
  tree: string,
  others: readonly (string | null)[],
): Promise<ChangedFolder[]> {
  const read = async (id: string | null) => (id === null ? [] : objects.readTree(id));
  const [entries, there] = await Promise.all([read(tree), Promise.all(others.map(read))]);
  return entries.flatMap(({ kind, name, id }) => {
    if (kind !== 'folder') return [];
    const ids = there.map((one) => folderId(entryNamed(one, name)));
    return ids.includes(id) ? [] : [{ folder: name, own: id, others: ids }];
  });
}

async function child(objects: Objects, tree: string | null, name: string): Promise<string | null> {
  if (tree === null) return null;
  return folderId((await objects.findEntry(tree, name)) ?? undefined);
}

function folderId(entry: TreeEntry | undefined): string | null {
  return entry?.kind === 'folder' ? entry.id : null;
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
