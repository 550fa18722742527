import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectFormat } from './object-id.ts';

/** A git directory of our own that borrows a repository's objects and nothing else of it. */
export interface CleanDirectory {
  path: string;
  remove(): void;
}

/**
 * Makes a fresh git directory with folders of objects as alternates. Configuration, refs, hooks, grafts, shallow
 * marks, promisors and replace refs of the repository do not exist there, so none of them can change what is seen.
 */
export function createCleanDirectory(
  objects: readonly string[],
  objectFormat: ObjectFormat,
  temporary: string,
): CleanDirectory {
  const path = mkdtempSync(join(temporary, 'gatehouse-git-'));
  for (const folder of ['objects/info', 'refs']) mkdirSync(join(path, folder), { recursive: true });
  writeFileSync(join(path, 'HEAD'), 'ref: refs/heads/none\n');
  writeFileSync(join(path, 'config'), configuration(objectFormat));
  writeFileSync(
    join(path, 'objects/info/alternates'),
    objects.map((folder) => `${quoteAlternate(folder)}\n`).join(''),
  );
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function configuration(objectFormat: ObjectFormat): string {
  if (objectFormat === 'sha1') return '[core]\n\trepositoryformatversion = 0\n\tbare = true\n';
  return '[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n';
}

// git reads a line that starts with '#' as a comment, and a quoted line as a C string.
function quoteAlternate(path: string): string {
  return /^["#]|\n/.test(path) ? JSON.stringify(path) : path;
}
