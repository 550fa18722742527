import { digestBytes, GatehouseError, type Release } from '@gatehouse/contracts';
import type { ReleaseFile } from './read-release.ts';
import { resolvePath } from './resolve-path.ts';
import type { TreeSource } from './tree-source.ts';

const limit = 32 * 1024 * 1024;

/**
 * Refuses a release of the work tree (`input.changed`) of which files have the digests that it names once CRLF is LF
 * again: git or an editor has changed their line ends, and all that rests on their bytes would be found false.
 */
export async function refuseLineEnds(
  tree: TreeSource,
  folder: string,
  { release, locate }: ReleaseFile,
): Promise<void> {
  const changed: string[] = [];
  for (const { path, digest, at } of pinnedFiles(release)) {
    if (path === undefined || digest === undefined) continue;
    const file = resolvePath(folder, path, () => locate(at));
    if (await hasOtherLineEnds(tree, file, digest)) changed.push(file);
  }
  const [first, ...others] = changed;
  if (first === undefined) return;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  throw new GatehouseError(
    'input.changed',
    `the line ends were changed (LF became CRLF) in ${first}${more}`,
    {
      hint:
        'git does that on checkout where core.autocrlf is set. Put the line `releases/** -text` into .gitattributes, ' +
        'commit your own changes, then: git rm -r --cached --quiet releases && git restore --source=HEAD --staged --worktree releases',
      place: { file: first },
    },
  );
}

interface PinnedFile {
  path: string | undefined;
  digest: string | undefined;
  at: (string | number)[];
}

/** The files of which a release names the digest. */
function pinnedFiles({ artifacts = [], datasets = [], evidence = [] }: Release): PinnedFile[] {
  const listed = { artifacts, datasets };
  const named = (['artifacts', 'datasets'] as const).flatMap((part) =>
    listed[part].map(({ path, digest }, index) => ({ path, digest, at: [part, index, 'path'] })),
  );
  return [
    ...named,
    ...evidence.map(({ id, digest }, index) => ({
      path: `evidence/${id}.json`,
      digest,
      at: ['evidence', index],
    })),
  ];
}

async function hasOtherLineEnds(tree: TreeSource, path: string, digest: string): Promise<boolean> {
  const found = await tree.digest(path);
  if (found === null || found.digest === digest || found.size > limit) return false;
  const text = (await tree.read(path, limit))?.toString('latin1') ?? '';
  return digestBytes(Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1')) === digest;
}
