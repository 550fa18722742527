import { releaseStatement, type Statement, statementDigest } from '@gatehouse/signoff';
import { type ReleaseFile, readRelease, releaseLimit } from './read-release.ts';
import { referencedFiles } from './referenced-files.ts';
import { resolvePath } from './resolve-path.ts';
import type { TreeSource } from './tree-source.ts';

/**
 * What a sign-off of the release in `folder` vouches for, as it is in `source`: every file of the folder but
 * outcome.yaml, and those outside that the release refers to. `known`: its release.yaml, where it was read already. Throws what `readRelease` throws, and `input.path`.
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

/** `sha256:…` of what the release refers to outside of its folder, by the path as written: signed as well. */
async function referredDigests(
  source: TreeSource,
  folder: string,
  { release, locate }: ReleaseFile,
): Promise<Record<string, string>> {
  const outside = referencedFiles(release).flatMap(({ path, at }) => {
    const resolved = resolvePath(folder, path, () => locate(at));
    return resolved.startsWith(`${folder}/`) ? [] : [{ path, resolved }];
  });
  const digests = await Promise.all(outside.map(({ resolved }) => source.digest(resolved)));
  return Object.fromEntries(
    outside.flatMap(({ path }, index) => (digests[index] ? [[path, digests[index].digest]] : [])),
  );
}

/** `sha256:…` of every file of a release's folder but outcome.yaml, by its path below the folder. */
export async function folderDigests(source: TreeSource, folder: string): Promise<Record<string, string>> {
  const paths = (await source.files(folder)).filter((path) => path !== `${folder}/outcome.yaml`);
  const digests = await Promise.all(paths.map((path) => source.digest(path)));
  // fromEntries, not assignment: a file named __proto__ is a file like any other, and must not get lost.
  return Object.fromEntries(
    paths.map((path, index) => [path.slice(folder.length + 1), digests[index]?.digest as string]),
  );
}
