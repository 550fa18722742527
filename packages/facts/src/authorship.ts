import { posix } from 'node:path';
import { diffTrees, isSameEntry, type Objects, type TreeEntry } from '@gatehouse/git';
import { bringsEvidenceAlone } from './brings-evidence-alone.ts';
import { leftBehind } from './left-behind.ts';
import type { Base } from './open-base.ts';
import { originOf } from './origin.ts';
import type { Contribution, History } from './read-history.ts';
import type { ReleaseFile } from './read-release.ts';
import { referencedFiles } from './referenced-files.ts';
import { pathsOutside } from './release-digest.ts';
import type { TreeSource } from './tree-source.ts';

/** A move of the head away from where it left the base. */
export interface Move {
  objects: Objects;
  base: Pick<Base, 'source'>;
  /** Where the head left the base: what differs from it is what the head changes. */
  fork: TreeSource;
  head: TreeSource;
  history: History;
}

/** Who wrote what the sign-offs of a release cover. */
export interface Authorship {
  /** The commits that wrote any of it, wherever it lies, once each. */
  commits: Contribution[];
  /** Ids of those that brought nothing but evidence: they measured what others wrote. */
  measuring: ReadonlySet<string>;
  /** Covered paths that no commit of the change brought: nobody knows who wrote them. */
  unknown: string[];
}

/**
 * The commits that wrote a release: its folder, what it refers to outside of it, and folders that were left behind.
 * Cost: linear in what the commits changed, and in the paths outside times the commits.
 */
export async function authorshipOf(move: Move, folder: string, read: ReleaseFile): Promise<Authorship> {
  const { objects, base, fork, head, history } = move;
  const own = history.contributions.get(folder) ?? [];
  const left = await leftBehind(history, base, head);
  const moved = left.flatMap((one) => history.contributions.get(one) ?? []);
  const outside = await originOf(objects, history, await changedOutside(head, fork, folder, read));
  // What a commit brought to another place is not what lies in this folder.
  const others = [...moved, ...outside.writings].map(({ id, bytes }) => ({ id, bytes, brought: nothing }));
  const commits = [...new Map([...others, ...own].map((one) => [one.id, one])).values()];
  const written = new Set(others.map(({ id }) => id));
  const named = new Set(referencedFiles(read.release).map(({ path }) => posix.normalize(path)));
  const measuring = new Set<string>();
  for (const { id } of own) {
    const writing = history.writings.find((one) => one.id === id);
    if (writing && !written.has(id) && (await bringsEvidenceAlone(objects, writing, folder, named)))
      measuring.add(id);
  }
  return {
    commits,
    measuring,
    unknown: [...(await unknownInside(move, folder, own)), ...outside.unknown].sort(),
  };
}

const nothing: ReadonlyMap<string, TreeEntry> = new Map();

async function changedOutside(
  head: TreeSource,
  fork: TreeSource,
  folder: string,
  read: ReleaseFile,
): Promise<Map<string, TreeEntry | null>> {
  const changed = new Map<string, TreeEntry | null>();
  for (const path of pathsOutside(folder, read).values()) {
    const [own, before] = [await head.entry(path), await fork.entry(path)];
    if (own !== null && !isSameEntry(own, before)) changed.set(path, own);
  }
  return changed;
}

async function unknownInside(
  { objects, head, fork }: Move,
  folder: string,
  own: readonly Contribution[],
): Promise<string[]> {
  const [after, before] = [await head.entry(folder), await fork.entry(folder)];
  if (after === null || isSameEntry(after, before)) return [];
  const differ = await diffTrees(objects, after.id, [before?.kind === 'folder' ? before.id : null]);
  const unknown = differ.filter(
    ({ path, own: entry }) =>
      entry !== null &&
      path !== 'outcome.yaml' &&
      !own.some(({ brought }) => isSameEntry(brought.get(path) ?? null, entry)),
  );
  return unknown.map(({ path }) => `${folder}/${path}`);
}
