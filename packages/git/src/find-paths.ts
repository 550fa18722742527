import { GatehouseError } from '@gatehouse/contracts';
import type { Objects } from './objects.ts';

const mostPaths = 1000;

/**
 * Where files with these blobs lie below a tree: the paths of each id that is there, sorted. Folders that the objects
 * lack are passed over. Throws `input.too_large` for more than 1,000 paths: trees can name one blob without end.
 */
export async function findPaths(
  objects: Objects,
  tree: string,
  blobs: ReadonlySet<string>,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const known = new Map<string, Promise<boolean>>();
  let paths = 0;
  await walk(tree, '');
  for (const list of found.values()) list.sort();
  return found;

  async function walk(folder: string, prefix: string): Promise<void> {
    for (const { kind, id, name } of await entriesOf(folder)) {
      if (kind === 'folder' && (await leads(id))) await walk(id, `${prefix}${name}/`);
      if (kind !== 'file' || !blobs.has(id)) continue;
      found.set(id, [...(found.get(id) ?? []), prefix + name]);
      paths += 1;
      if (paths > mostPaths) throw tooMany();
    }
  }

  // One folder can stand at endlessly many paths: each is looked through once, and walked only where it leads somewhere.
  function leads(folder: string): Promise<boolean> {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const asked = look(folder);
    known.set(folder, asked);
    return asked;
  }

  async function look(folder: string): Promise<boolean> {
    for (const { kind, id } of await entriesOf(folder)) {
      if (kind === 'folder' ? await leads(id) : kind === 'file' && blobs.has(id)) return true;
    }
    return false;
  }

  async function entriesOf(folder: string) {
    try {
      return await objects.readTree(folder);
    } catch (error) {
      if (error instanceof GatehouseError && error.code === 'git.object') return [];
      throw error;
    }
  }
}

function tooMany(): GatehouseError {
  return new GatehouseError('input.too_large', `the files lie at more than ${mostPaths} paths`, {
    hint: 'No release needs one file that often: do not trust where it comes from.',
  });
}
