import { lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { allowedSignersPath } from '@gatehouse/facts';
import { trustRootPath } from '@gatehouse/signoff';

/**
 * Replaces both files of the trust root, each at once: written aside, then renamed. The file that lies aside is the
 * lock. Throws `refused.locked` where another one writes, `input.changed` where the root is not `before` any more, and
 * `input.path` where a link leads elsewhere.
 */
export async function writeTrustFiles(
  folder: string,
  before: Uint8Array | null,
  texts: { root: string; allowedSigners: string },
): Promise<void> {
  await refuseLinks(folder);
  await mkdir(join(folder, dirname(trustRootPath)), { recursive: true });
  const files = [
    { path: join(folder, trustRootPath), text: texts.root },
    { path: join(folder, allowedSignersPath), text: texts.allowedSigners },
  ];
  const aside: string[] = [];
  try {
    for (const { path, text } of files) aside.push(await writeAside(path, text));
    await requireUnchanged(folder, before);
    for (const { path } of files) await rename(asideOf(path), path);
  } finally {
    for (const path of aside) await rm(path, { force: true });
  }
}

// The suffix that .gitignore and the reader of the work tree know.
const asideOf = (path: string) => `${path}.gatehouse-new`;

async function writeAside(path: string, text: string): Promise<string> {
  const aside = asideOf(path);
  const file = await open(aside, 'wx').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new GatehouseError('refused.locked', `another gate is writing the trust root: ${aside} is there`, {
      hint: 'Remove that file if no other gate is running.',
      cause,
    });
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return aside;
}

async function requireUnchanged(folder: string, before: Uint8Array | null): Promise<void> {
  const now = await readFile(join(folder, trustRootPath)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (before === null ? now === null : now?.equals(before)) return;
  throw new GatehouseError('input.changed', `${trustRootPath} was changed while it was edited`, {
    hint: 'Run the command again.',
    place: { file: trustRootPath },
  });
}

// A branch could bring policies/ as a link, and have us write outside of the repository.
async function refuseLinks(folder: string): Promise<void> {
  for (const path of ['policies', dirname(trustRootPath)]) {
    const about = await lstat(join(folder, path)).catch(() => null);
    if (about === null || about.isDirectory()) continue;
    throw new GatehouseError('input.path', `${path} is not a plain folder`, {
      hint: 'Put the folder itself there, not a link to it.',
      place: { file: path },
    });
  }
}
