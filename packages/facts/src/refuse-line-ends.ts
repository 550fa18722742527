import { digestBytes, GatehouseError, type Release } from '@gatehouse/contracts';
import { resolvePath } from './resolve-path.ts';
import type { TreeSource } from './tree-source.ts';

const limit = 32 * 1024 * 1024;

/**
 * Refuses a release of the work tree (`input.changed`) of which files have the digests that it names once CRLF is LF
 * again: git or an editor has changed their line ends, and all that rests on their bytes would be found false.
 */
export async function refuseLineEnds(tree: TreeSource, folder: string, release: Release): Promise<void> {
  const { artifacts = [], datasets = [], evidence = [] } = release;
  const pinned = [
    ...[...artifacts, ...datasets].map(({ path, digest }) => ({ path, digest })),
    ...evidence.map(({ id, digest }) => ({ path: `evidence/${id}.json`, digest })),
  ];
  const changed: string[] = [];
  for (const { path, digest } of pinned) {
    if (path === undefined || digest === undefined) continue;
    const file = resolvePath(folder, path, () => ({ file: `${folder}/release.yaml` }));
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

async function hasOtherLineEnds(tree: TreeSource, path: string, digest: string): Promise<boolean> {
  const found = await tree.digest(path);
  if (found === null || found.digest === digest || found.size > limit) return false;
  const text = (await tree.read(path, limit))?.toString('latin1') ?? '';
  return digestBytes(Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1')) === digest;
}
