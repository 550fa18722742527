import { GatehouseError } from '@gatehouse/contracts';
import type { Repository } from './open-repository.ts';

/** A file below a folder of a commit. */
export interface ListedFile {
  path: string;
  id: string;
}

const mostFiles = 5000;

/**
 * All files below a tree, sorted by path (relative to it). Throws `input.path` for what must not stand in a
 * judged folder: symbolic links, submodules, two names that differ in case only (they are one file on some
 * machines), or more than 5,000 files. `folder` is named in the errors.
 */
export async function listFiles(repository: Repository, tree: string, folder: string): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  await walk(tree, '');
  refuseCaseCollisions(files, folder);
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));

  async function walk(id: string, prefix: string): Promise<void> {
    for (const entry of await repository.readTree(id)) {
      const path = `${prefix}${entry.name}`;
      if (entry.kind === 'folder') await walk(entry.id, `${path}/`);
      else if (entry.kind === 'file') files.push({ path, id: entry.id });
      else throw notAFile(`${folder}/${path}`, entry.kind);
      if (files.length > mostFiles) throw tooMany(folder);
    }
  }
}

function refuseCaseCollisions(files: readonly ListedFile[], folder: string): void {
  const seen = new Map<string, string>();
  for (const { path } of files) {
    const folded = path.normalize('NFC').toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) {
      throw new GatehouseError(
        'input.path',
        `${folder} has two files that differ in case only: ${other}, ${path}`,
        {
          hint: 'Rename one: on some machines they are the same file.',
          place: { file: `${folder}/${path}` },
        },
      );
    }
    seen.set(folded, path);
  }
}

function notAFile(path: string, kind: string): GatehouseError {
  return new GatehouseError('input.path', `${path} is a ${kind === 'symlink' ? 'symbolic link' : kind}`, {
    hint: 'Put the file itself there: what a link points to is not part of what is signed.',
    place: { file: path },
  });
}

function tooMany(folder: string): GatehouseError {
  return new GatehouseError('input.too_large', `${folder} has more than ${mostFiles} files`, {
    hint: 'Keep large artifacts elsewhere and name them by `uri` and `digest`.',
  });
}
