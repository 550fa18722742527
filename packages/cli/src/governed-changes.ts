import type { TreeSource } from '@gatehouse/facts';

/** What judges and measures, and what builds it. The head's version of these is never run or believed. */
const folders = ['policies', 'plugins', 'packages', 'scripts', '.ci', '.github'];
const files = [
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'turbo.json',
  'tsconfig.base.json',
  '.gitlab-ci.yml',
];

/** The governed paths in which the head differs from the base. In a preview of the work tree only policies count. */
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

async function folderDiffers(head: TreeSource, base: TreeSource, folder: string): Promise<boolean> {
  if (head.commit !== null) return (await head.identify(folder)) !== (await base.identify(folder));
  const paths = [...new Set([...(await head.files(folder)), ...(await base.files(folder))])];
  const pairs = await Promise.all(
    paths.map(async (path) => [await head.digest(path), await base.digest(path)]),
  );
  return pairs.some(([one, other]) => one?.digest !== other?.digest);
}
