import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestBytes } from '@gatehouse/contracts';
import { byName, isOurs, isStray, notAFile, type TreeSource, tooLarge } from './tree-source.ts';

/** The files of the work tree, committed or not. */
export function openWorkTree(root: string): TreeSource {
  const walk = async (folder: string): Promise<string[]> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    const below = entries.map(async (entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return walk(path);
      if (!entry.isFile()) throw notAFile(path);
      return isOurs(entry.name) ? [] : [path];
    });
    return (await Promise.all(below)).flat();
  };
  const sorted = async (folder: string) => (await walk(folder)).sort();
  const read = async (path: string, maxBytes: number) => {
    const about = await lstat(join(root, path)).catch(() => null);
    if (about === null || about.isDirectory()) return null;
    if (!about.isFile()) throw notAFile(path);
    if (about.size > maxBytes) throw tooLarge(path, about.size, maxBytes);
    return readFile(join(root, path));
  };
  const digest = async (path: string) => {
    const bytes = await read(path, Number.POSITIVE_INFINITY);
    return bytes === null ? null : { digest: digestBytes(bytes), size: bytes.length };
  };
  return {
    commit: null,
    tree: null,
    read,
    digest,
    files: sorted,
    async executables(folder) {
      const paths = await sorted(folder);
      const modes = await Promise.all(paths.map(async (path) => (await lstat(join(root, path))).mode));
      return paths.filter((_, index) => ((modes[index] as number) & 0o100) !== 0);
    },
    async isExecutable(path) {
      const about = await lstat(join(root, path)).catch(() => null);
      return about?.isFile() === true && (about.mode & 0o100) !== 0;
    },
    entry: async () => null,
    entryId: async () => undefined,
    async kind(path) {
      const about = await lstat(join(root, path)).catch(() => null);
      if (about === null) return null;
      if (about.isDirectory()) return 'folder';
      return about.isFile() ? 'file' : about.isSymbolicLink() ? 'symlink' : 'other';
    },
    async strays(folder) {
      const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
      return entries
        .filter((entry) => isStray(entry.isDirectory(), entry.isFile(), entry.name))
        .map(({ name }) => `${folder}/${name}`);
    },
    async folders(folder) {
      const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
      const below = entries.filter((entry) => entry.isDirectory());
      return new Map(below.map(({ name }) => [name, undefined] as const).sort(byName));
    },
  };
}
