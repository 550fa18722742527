import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { type BlobDigest, hashFile, type ObjectFormat } from '@gatehouse/git';

/**
 * The files that somebody gave beside a bundle, by their git ids as blobs: each is read through and hashed. Of a
 * folder every plain file below it counts, not what a link points to, nor `.git`. Throws `input.missing`,
 * `usage.value` for what is neither, and `input.changed`.
 */
export async function hashBeside(
  paths: readonly string[],
  cwd: string,
  format: ObjectFormat,
): Promise<Map<string, BlobDigest>> {
  const found = new Map<string, BlobDigest>();
  for (const shown of paths) {
    for (const file of await filesAt(resolve(cwd, shown), shown)) {
      const { id, ...digest } = await hashFile(file, format);
      found.set(id, digest);
    }
  }
  return found;
}

async function filesAt(path: string, shown: string): Promise<string[]> {
  const about = await stat(path).catch(() => null);
  if (about?.isFile()) return [path];
  if (about?.isDirectory()) return filesBelow(path);
  throw new GatehouseError(
    about === null ? 'input.missing' : 'usage.value',
    about === null ? `there is no file or folder ${shown}` : `${shown} is no file and no folder`,
    { hint: 'Name the file that the bundle does not carry, or a folder that has it: --with <path>.' },
  );
}

async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile()) files.push(path);
    if (entry.isDirectory() && entry.name !== '.git') files.push(...(await filesBelow(path)));
  }
  return files;
}
