import { releaseStatement, type Statement, statementDigest } from '@gatehouse/signoff';
import type { TreeSource } from './tree-source.ts';

/** What a sign-off of the release in `folder` vouches for, as the folder is in `source`. Throws `input.missing`. */
export async function readStatement(
  source: TreeSource,
  folder: string,
  { project, target }: { project: string; target: string },
): Promise<Statement> {
  return releaseStatement({ project, target, path: folder, files: await folderDigests(source, folder) });
}

/** The digest that a sign-off of this release names: over every file of its folder, but outcome.yaml. */
export async function releaseDigest(
  source: TreeSource,
  folder: string,
  scope: { project: string; target: string },
): Promise<string> {
  return statementDigest(await readStatement(source, folder, scope));
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
