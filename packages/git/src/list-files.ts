import { GatehouseError } from '@gatehouse/contracts';
import { foldName } from './fold-name.ts';
import type { Objects } from './objects.ts';

/** A file below a folder of a commit. */
export interface ListedFile {
  path: string;
  id: string;
  executable: boolean;
}

const mostFiles = 5000;
// U+FFFD is what people are shown for bytes that are no UTF-8; those bytes themselves are lone surrogates.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufffd\ud800-\udfff]/u;

/**
 * All files below a tree, sorted by path (relative to it). Throws `input.path` for what must not stand in a
 * judged folder: symbolic links, submodules, names with control characters (also those that turn the direction
 * of writing), names that are not UTF-8, two names that are one file on some machine (case, Unicode form, invisible
 * characters); and `input.too_large` for more than 5,000 files. `folder` is named in the errors.
 */
export async function listFiles(objects: Objects, tree: string, folder: string): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  await walk(tree, '');
  refuseCollisions(files, folder);
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));

  async function walk(id: string, prefix: string): Promise<void> {
    for (const entry of await objects.readTree(id)) {
      const path = `${prefix}${entry.name}`;
      if (unprintable.test(entry.name)) throw badName(folder, path);
      if (entry.kind === 'folder') await walk(entry.id, `${path}/`);
      else if (entry.kind === 'file') files.push({ path, id: entry.id, executable: entry.executable });
      else throw notAFile(`${folder}/${path}`, entry.kind);
      if (files.length > mostFiles) throw tooMany(folder);
    }
  }
}

function refuseCollisions(files: readonly ListedFile[], folder: string): void {
  const seen = new Map<string, string>();
  for (const { path } of files) {
    // Folders too: A/x and a/y stand in one folder there.
    for (const part of pathsTo(path)) {
      const folded = part.split('/').map(foldName).join('/');
      const other = seen.get(folded);
      if (other !== undefined && other !== part) throw collision(folder, other, part);
      seen.set(folded, part);
    }
  }
}

function pathsTo(path: string): string[] {
  const names = path.split('/');
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

function collision(folder: string, one: string, other: string): GatehouseError {
  return new GatehouseError(
    'input.path',
    `${folder} has two names that are one on some machines: ${one}, ${other}`,
    {
      hint: 'Rename one: where case, Unicode form or invisible characters do not count, one replaces the other.',
      place: { file: `${folder}/${other}` },
    },
  );
}

function badName(folder: string, path: string): GatehouseError {
  return new GatehouseError(
    'input.path',
    `${folder} has a name that cannot be shown: ${JSON.stringify(path)}`,
    {
      hint: 'Rename it, without control characters and in UTF-8: what people are shown must be what is there.',
      place: { file: folder },
    },
  );
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
