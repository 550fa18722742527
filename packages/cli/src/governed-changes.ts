import { folderDiffers, type TreeSource } from '@gatehouse/facts';

/** What judges and measures, and what builds it. The head's version of these is never run or believed. */
const folders = ['policies', 'plugins', 'packages', 'scripts', '.ci', '.github'];
const files = [
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'turbo.json',
  'tsconfig.base.json',
  '.gitlab-ci.yml',
  '.npmrc',
  '.pnpmfile.cjs',
  '.pnpmfile.mjs',
];

/** The governed paths that the head has changed since it left the base. In a preview of the work tree only policies count. */
export async function governedChanges(head: TreeSource, base: TreeSource): Promise<string[]> {
  if (head.commit === base.commit) return [];
  const changed: string[] = [];
  for (const folder of head.commit === null ? ['policies'] : folders) {
    if (await folderDiffers(head, base, folder)) changed.push(`${folder}/`);
  }
  for (const file of head.commit === null ? [] : files) {
    if ((await head.digest(file))?.digest !== (await base.digest(file))?.digest) changed.push(file);
  }
  return changed;
}
