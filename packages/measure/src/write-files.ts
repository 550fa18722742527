import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A whole file to be written; `mode` as of stat. */
export interface NewFile {
  path: string;
  bytes: Uint8Array;
  mode?: number;
}

const suffix = '.gatehouse-new';

/**
 * Writes files so that each is at every moment the old or the new one: all are written aside and are on disk before
 * the first takes its place, and they take their places in the order given. The last one only if `stillWanted` says so
 * right before; false: it did not.
 */
export async function writeFiles(
  files: readonly NewFile[],
  stillWanted: () => Promise<boolean> = async () => true,
): Promise<boolean> {
  const folders = [...new Set(files.map((file) => dirname(file.path)))];
  for (const folder of folders) await mkdir(folder, { recursive: true });
  for (const file of files) await writeAside(file);
  for (const file of files) {
    if (file === files.at(-1) && !(await isWanted(file, stillWanted))) return false;
    await rename(`${file.path}${suffix}`, file.path);
    await syncFolder(dirname(file.path));
  }
  return true;
}

async function isWanted({ path }: NewFile, stillWanted: () => Promise<boolean>): Promise<boolean> {
  let wanted = false;
  try {
    wanted = await stillWanted();
    return wanted;
  } finally {
    if (!wanted) await rm(`${path}${suffix}`, { force: true });
  }
}

/** Removes what a killed writeFiles left beside its files. Only safe while nobody else writes there. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.filter((one) => one.endsWith(suffix)))
    await rm(join(folder, name), { force: true });
}

async function writeAside({ path, bytes, mode }: NewFile): Promise<void> {
  // Never through something that is there already, such as a link.
  const file = await open(`${path}${suffix}`, 'wx', mode ?? 0o666);
  try {
    await file.writeFile(bytes);
    if (mode !== undefined) await file.chmod(mode & 0o7777);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
