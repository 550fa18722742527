import { lstatSync, mkdirSync, realpathSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Host } from './host.ts';

/**
 * The user's folder for what one run leaves to the next; null where there is none that nobody else can write to. A
 * checksum proves that a file was written whole, not who wrote it: that only the folder can say. Without a cache
 * everything works, only slower.
 */
export function openCache(host: Pick<Host, 'env' | 'stderr'>): Host['cacheFolder'] {
  const folders = new Map<string, string | null>();
  return (kind) => {
    if (!folders.has(kind)) folders.set(kind, findFolder(host, kind));
    return folders.get(kind) ?? null;
  };
}

/** The folder for one kind of what is left; null where there is none to be used. */
export function findFolder(host: Pick<Host, 'env' | 'stderr'>, kind: string): string | null {
  const opened = openCacheFolder(cachePath(host.env, kind), process.getuid?.() ?? null);
  if ('problem' in opened && host.env.GATEHOUSE_DEBUG) {
    host.stderr.write(`No cache is used: ${opened.problem}\n`);
  }
  return 'problem' in opened ? null : opened.path;
}

// A relative path is to be ignored (XDG Base Directory Specification): it would mean another folder in each checkout.
function cachePath({ XDG_CACHE_HOME, HOME }: Host['env'], kind: string): string | null {
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'gatehouse', kind);
  return HOME ? join(HOME, '.cache', 'gatehouse', kind) : null;
}

/**
 * Opens, or makes, a folder that only `user` can write to (null: a system without users), by its real path, or says
 * why it is not one. It lies in no git work tree, whose files are those of a branch; it belongs to the user, and each
 * folder above it to the user or to root, with no way for others to put another in its place (as sshd's StrictModes).
 */
export function openCacheFolder(
  folder: string | null,
  user: number | null,
): { path: string } | { problem: string } {
  if (folder === null) return { problem: 'there is no HOME and no absolute XDG_CACHE_HOME' };
  if (!isAbsolute(folder)) return { problem: `${folder} is a relative path` };
  try {
    // Judged before anything is made there.
    const problem = problemAbove(folder, existing(folder), user);
    if (problem !== null) return { problem };
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = realpathSync(folder);
    const own = problemAbove(folder, path, user) ?? problemOf(path, user);
    return own === null ? { path } : { problem: own };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function problemAbove(folder: string, real: string, user: number | null): string | null {
  // As written too: a link in a work tree is as much the branch's as what lies there.
  for (const path of [...upwards(folder), ...upwards(real)]) {
    if (statOf(join(path, '.git')) !== null) return `${folder} lies in the git work tree ${path}`;
  }
  if (user === null) return null;
  for (const path of upwards(real)) {
    const { uid, mode } = lstatSync(path);
    if (uid !== user && uid !== 0) return `${path} belongs to another user`;
    const isSticky = (mode & 0o1000) !== 0;
    if (isWritableByOthers(mode) && !isSticky) return `others can write to ${path}`;
  }
  return null;
}

function problemOf(path: string, user: number | null): string | null {
  const about = lstatSync(path);
  if (!about.isDirectory()) return `${path} is not a folder`;
  if (user === null) return null;
  if (about.uid !== user) return `${path} belongs to another user`;
  return isWritableByOthers(about.mode) ? `others can write to ${path}` : null;
}

function isWritableByOthers(mode: number): boolean {
  return (mode & 0o022) !== 0;
}

/** A path and every folder above it, up to the root. */
function upwards(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [path, ...upwards(above)];
}

/** The real path of the nearest folder that is there. */
function existing(path: string): string {
  return realpathSync(upwards(path).find((one) => statOf(one) !== null) ?? path);
}

function statOf(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}
