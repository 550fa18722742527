import { realpath } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';

/**
 * What the programs on a PATH need to run: their folders, and where those are the `bin` of an installation, all of it
 * (`~/.pyenv`, a virtual environment, and the Python that it points to). Never a home, nor what holds one of `hidden`.
 */
export async function visibleFolders(path: string, hidden: readonly string[]): Promise<string[]> {
  const kept = [...hidden, home()].filter((folder) => folder !== undefined);
  const found: string[] = [];
  for (const folder of path.split(delimiter)) {
    found.push(installationOf(folder, kept));
    for (const program of ['python3', 'node']) {
      const real = await realpath(join(folder, program)).catch(() => undefined);
      if (real !== undefined) found.push(installationOf(dirname(real), kept));
    }
  }
  return found.filter((folder) => !holdsOne(folder, kept));
}

function installationOf(folder: string, kept: readonly string[]): string {
  const above = dirname(folder);
  const isPart = ['bin', 'sbin', 'shims'].includes(basename(folder));
  // ~/.local/share holds secrets.
  return isPart && basename(above) !== '.local' && !holdsOne(above, kept) ? above : folder;
}

function holdsOne(folder: string, kept: readonly string[]): boolean {
  return kept.some((one) => one === folder || one.startsWith(folder === '/' ? '/' : `${folder}/`));
}

function home(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    // A user id without an entry has no home to hide.
    return undefined;
  }
}
