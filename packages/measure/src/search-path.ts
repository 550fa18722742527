import { realpath } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, relative, sep } from 'node:path';
import type { PluginManifest } from '@gatehouse/contracts';

/**
 * The PATH of a run: the user's first, because who says `python3` means the one of their shell. Folders of the
 * repository are left out, or a file of the head could be run as that program; a plugin that declares `processes` runs
 * what its configuration names anyway.
 */
export async function searchPath(about: {
  manifest: PluginManifest;
  path?: string | undefined;
  repositoryDirectory: string;
}): Promise<string> {
  const { manifest, path = '', repositoryDirectory } = about;
  const repository = await realpath(repositoryDirectory);
  const users: string[] = [];
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const real = await realpath(folder).catch(() => undefined);
    if (real === undefined) continue;
    if (manifest.capabilities.includes('processes') || isOutside(real, repository)) users.push(folder);
  }
  return [...users, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
}

function isOutside(folder: string, repository: string): boolean {
  const way = relative(repository, folder);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}
