import { digestJson } from '@gatehouse/contracts';
import { releaseStatement, type Statement, statementDigest } from '@gatehouse/signoff';
import { type ReleaseFile, readRelease, releaseLimit } from './read-release.ts';
import { referencedFiles } from './referenced-files.ts';
import { resolvePath } from './resolve-path.ts';
import type { TreeSource } from './tree-source.ts';

/**
 * What a sign-off of the release in `folder` vouches for, as it is in `source`: every file of the folder but
 * outcome.yaml, and those outside that the release refers to, and which of them may be run. `known`: its release.yaml,
 * where it was read already. Throws what `readRelease` throws, and `input.path`.
 */
export async function readStatement(
  source: TreeSource,
  folder: string,
  { project, target }: { project: string; target: string },
  known?: ReleaseFile,
): Promise<Statement> {
  const read =
    known ?? readRelease((await source.read(`${folder}/release.yaml`, releaseLimit)) ?? empty, folder);
  const files = {
    ...(await referredDigests(source, folder, read)),
    ...(await folderDigests(source, folder)),
  };
  return releaseStatement({ project, target, path: folder, files });
}

const empty = new Uint8Array();

/** The digest that a sign-off of this release names. */
export async function releaseDigest(
  source: TreeSource,
  folder: string,
  scope: { project: string; target: string },
  known?: ReleaseFile,
): Promise<string> {
  return statementDigest(await readStatement(source, folder, scope, known));
}

/** The paths outside of its folder that a release refers to, by the paths as written: sign-offs cover these too. */
export function pathsOutside(folder: string, { release, locate }: ReleaseFile): Map<string, string> {
  const outside = new Map<string, string>();
  for (const { path, at } of referencedFiles(release)) {
    const resolved = resolvePath(folder, path, () => locate(at));
    if (!resolved.startsWith(`${folder}/`)) outside.set(path, resolved);
  }
  return outside;
}

/** `sha256:…` of what the release refers to outside of its folder, by the path as written. */
async function referredDigests(
  source: TreeSource,
  folder: string,
  read: ReleaseFile,
): Promise<Record<string, string>> {
  const outside = [...pathsOutside(folder, read)];
  const files = outside.map(async ([path, resolved]) => {
    const [found, runs] = await Promise.all([source.digest(resolved), source.isExecutable(resolved)]);
    if (found === null) return [];
    return [[path, found.digest], ...(runs ? [[executable(path), found.digest]] : [])];
  });
  return Object.fromEntries((await Promise.all(files)).flat());
}

// Not a path: no written path has a slash in front.
function executable(path: string): string {
  return `/executable/${path}`;
}

/** `sha256:…` of every file of a release's folder but outcome.yaml, by its path below the folder. */
export async function folderDigests(source: TreeSource, folder: string): Promise<Record<string, string>> {
  const own = (path: string) => path.slice(folder.length + 1);
  const [files, executables] = await Promise.all([source.files(folder), source.executables(folder)]);
  const paths = files.filter((path) => path !== `${folder}/outcome.yaml`);
  const digests = await Promise.all(paths.map((path) => source.digest(path)));
  const runs = executables.filter((path) => path !== `${folder}/outcome.yaml`).map(own);
  // fromEntries, not assignment: a file named __proto__ is a file like any other, and must not get lost.
  return Object.fromEntries([
    ...paths.map((path, index) => [own(path), digests[index]?.digest as string] as const),
    // Most releases have none: what was signed before this was covered stays what it was.
    ...(runs.length > 0 ? [['/executable', digestJson(runs)] as const] : []),
  ]);
}
