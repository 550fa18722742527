import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { digestBytes, digestJson } from '@gatehouse/contracts';
import { digestGenesis, isOfGenesis, openWorkTree, readGoverned } from '@gatehouse/facts';
import { listWorkTree } from '@gatehouse/git';
import { surroundings } from '@gatehouse/judge';
import type { Host } from '../host.ts';

/** The genesis that a commit of the work tree as it lies there would be, if git changes no byte of it. */
export async function genesisOfWorkTree(host: Host, root: string): Promise<string> {
  const workTree = openWorkTree(root);
  const governed = await readGoverned(workTree);
  const files: [string, string][] = [];
  const executables: string[] = [];
  for (const path of await listWorkTree(root, surroundings(host))) {
    const kind = await workTree.kind(path);
    if (kind === 'symlink') {
      if (isOfGenesis(path, governed, kind))
        files.push([`${path}/link`, digestBytes(await readlink(join(root, path)))]);
    } else if (kind === 'file' && isOfGenesis(path, governed, kind)) {
      files.push([path, (await workTree.digest(path))?.digest as string]);
      if (await workTree.isExecutable(path)) executables.push(path);
    }
  }
  return digestGenesis({ ...Object.fromEntries(files), '/executable': digestJson(executables.sort()) });
}

/** What an auditor has to know before, while the root is still the first. */
export async function describeGenesis(host: Host, root: string): Promise<string> {
  const genesis = await genesisOfWorkTree(host, root);
  return `Write the genesis down where this repository can not change it; pnpm gate audit prints it when all is committed. Were it committed as it is: pnpm gate audit --genesis ${genesis}`;
}
