import { entryNamed, type Objects } from './objects.ts';
import type { TreeEntry } from './tree.ts';

/** A path at which a tree has something else than every one of some others; `own` is null where it has nothing. */
export interface Difference {
  path: string;
  own: TreeEntry | null;
}

/**
 * The paths at which a tree differs from every one of some others (null: an empty one), those of files, links and
 * submodules: what equals one of them was not brought by it. Folders are looked into as far as `enter` says (default:
 * all); one that is not is a difference itself. Reads only what differs. In no order.
 */
export async function diffTrees(
  objects: Pick<Objects, 'readTree'>,
  own: string | null,
  others: readonly (string | null)[],
  enter: (path: string) => boolean = () => true,
): Promise<Difference[]> {
  const found: Difference[] = [];
  await walk(own, others, '');
  return found;

  async function walk(tree: string | null, there: readonly (string | null)[], prefix: string): Promise<void> {
    if (there.includes(tree)) return;
    const read = async (id: string | null) => (id === null ? [] : objects.readTree(id));
    const [entries, ...lists] = await Promise.all([tree, ...there].map(read));
    const gone = (lists[0] ?? []).filter(({ name }) => entryNamed(entries ?? [], name) === undefined);
    const names = [...(entries ?? []), ...gone].map(({ name }) => name);
    const below = names.map(async (name) => {
      const one = entryNamed(entries ?? [], name) ?? null;
      const two = lists.map((list) => entryNamed(list, name) ?? null);
      if (two.some((other) => isSameEntry(one, other))) return;
      const path = `${prefix}${name}`;
      const isFolder = one === null ? two.every((other) => other?.kind === 'folder') : one.kind === 'folder';
      if (!isFolder || !enter(path)) found.push({ path, own: one });
      else await walk(folderId(one), two.map(folderId), `${path}/`);
    });
    await Promise.all(below);
  }
}

/** Whether two entries of one name are the same thing: bytes, kind, and whether it may be run. */
export function isSameEntry(one: TreeEntry | null, other: TreeEntry | null): boolean {
  if (one === null || other === null) return one === other;
  return one.id === other.id && one.kind === other.kind && one.executable === other.executable;
}

function folderId(entry: TreeEntry | null): string | null {
  return entry?.kind === 'folder' ? entry.id : null;
}
