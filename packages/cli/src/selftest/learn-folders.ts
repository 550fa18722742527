import type { Base } from '@gatehouse/facts';
import type { Objects } from '@gatehouse/git';
import type { Forge } from './forge.ts';

/** Reads the folders on the way to some paths of the base, those that are there, so that attacks can change what lies in them. */
export async function learnFolders(
  forge: Forge,
  objects: Objects,
  { commit }: Base,
  paths: readonly string[],
): Promise<void> {
  const { tree } = await objects.readCommit(commit);
  const folders = new Set(paths.flatMap((path) => foldersOf(path)));
  for (const folder of folders) {
    const found = await objects.findEntry(tree, folder);
    if (found?.kind === 'folder') await forge.learn(objects, found.id, 'itself');
  }
}

function foldersOf(path: string): string[] {
  const steps = path.split('/');
  return steps.map((_, index) => steps.slice(0, index + 1).join('/'));
}
