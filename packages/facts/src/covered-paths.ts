import { posix } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { foldName } from '@gatehouse/git';
import { readRelease, releaseLimit } from './read-release.ts';
import { pathsOutside } from './release-digest.ts';
import type { TreeSource } from './tree-source.ts';

/** The releases of a tree that refer to a path outside of their folders, by that path as `foldPath` gives it. */
export type CoveredPaths = ReadonlyMap<string, readonly string[]>;

/** What was read of other trees: by folder and id, so that equal folders are read once. */
export interface CoveredMemory {
  releases: Map<string, readonly string[]>;
  last: { id: string; paths: CoveredPaths } | null;
}

/** A path as the most forgiving file system sees it. */
export function foldPath(path: string): string {
  return path.split('/').map(foldName).join('/');
}

/** Reads it of every release of a tree. Cost: that of the releases that `memory` does not know. */
export async function readCoveredPaths(source: TreeSource, memory: CoveredMemory): Promise<CoveredPaths> {
  const id = (await source.entry('releases'))?.id ?? '';
  if (memory.last?.id === id) return memory.last.paths;
  const paths = new Map<string, string[]>();
  for (const name of (await source.folders('releases')).keys()) {
    const versions = [...(await source.folders(`releases/${name}`))];
    const covered = versions.map(async ([version, folderId]) => {
      const folder = `releases/${name}/${version}`;
      const key = `${folder} ${folderId}`;
      const known = memory.releases.get(key) ?? (await coveredBy(source, folder));
      memory.releases.set(key, known);
      return [folder, known] as const;
    });
    for (const [folder, known] of await Promise.all(covered)) {
      for (const path of known) paths.set(path, [...(paths.get(path) ?? []), folder]);
    }
  }
  memory.last = { id, paths };
  return paths;
}

async function coveredBy(source: TreeSource, folder: string): Promise<string[]> {
  const bytes = await source.read(`${folder}/release.yaml`, releaseLimit);
  // Most refer to nothing outside, and need not be parsed. A path can be written with escapes, so a backslash says nothing.
  if (bytes === null || !(bytes.includes('../') || bytes.includes('\\'))) return [];
  try {
    return [...pathsOutside(folder, readRelease(bytes, folder)).values()].map(foldPath);
  } catch (error) {
    if (!(error instanceof GatehouseError) || !error.code.startsWith('input.')) throw error;
    // What an engine of today can not read of an old version covers whatever looks like a path in it.
    const written = bytes.toString('utf8').match(/[^\s"'[\]{},]*\.\.\/[^\s"'[\]{},]*/g) ?? [];
    return written.map((path) => foldPath(posix.join(folder, path)));
  }
}
