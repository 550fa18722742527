import { GatehouseError } from '@gatehouse/contracts';
import { isObjectId } from './object-id.ts';
import type { BlobDigest, ObjectSource } from './object-source.ts';
import { parseTree, type TreeEntry } from './tree.ts';

/** A commit's links, taken from its raw bytes. */
export interface CommitLinks {
  id: string;
  tree: string;
  parents: string[];
  bytes: Buffer;
}

/**
 * Objects by id, each hashed before it is believed: of a repository, or of a record that stands in for one.
 * Everything throws `git.object` for what is missing, of another type, altered or malformed.
 */
export interface Objects {
  readCommit(id: string): Promise<CommitLinks>;
  readTree(id: string): Promise<TreeEntry[]>;
  /** The entry at a path below a tree, or null. */
  findEntry(tree: string, path: string): Promise<TreeEntry | null>;
  /** Throws `input.too_large` for more than `maxBytes` (default: 16 MiB). */
  readBlob(id: string, maxBytes?: number): Promise<Buffer>;
  digestBlob(id: string): Promise<BlobDigest>;
}

const largestCommit = 1024 * 1024;

/** Reads commits and trees from the bytes of a source. */
export function objectsOf(source: ObjectSource): Objects {
  const commits = remembered(async (id) => {
    const bytes = await source.read(id, 'commit', largestCommit);
    return { id, bytes, ...commitLinks(id, bytes) };
  });
  const trees = remembered(async (id) => parseTree(id, await source.read(id, 'tree')));
  return {
    readCommit: commits,
    readTree: trees,
    findEntry: (tree, path) => findEntry(trees, tree, path),
    readBlob: (id, maxBytes) => source.read(id, 'blob', maxBytes),
    digestBlob: (id) => source.digestBlob(id),
  };
}

/** Follows a path from tree to tree. */
export async function findEntry(
  readTree: Objects['readTree'],
  tree: string,
  path: string,
): Promise<TreeEntry | null> {
  let entry: TreeEntry | null = null;
  let folder = tree;
  for (const name of path.split('/')) {
    if (entry && entry.kind !== 'folder') return null;
    entry = byName(await readTree(folder)).get(name) ?? null;
    if (entry === null) return null;
    folder = entry.id;
  }
  return entry;
}

// Kept, because the same objects are asked for again and again; not for ever, because memory is not endless.
function remembered<T>(read: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (id) => {
    const before = known.get(id);
    if (before) return before;
    const asked = read(id);
    if (known.size >= 1000) known.clear();
    known.set(id, asked);
    return asked;
  };
}

// A folder can have ten thousand entries, and each of them be looked for.
const indexes = new WeakMap<readonly TreeEntry[], Map<string, TreeEntry>>();

function byName(entries: readonly TreeEntry[]): Map<string, TreeEntry> {
  const known = indexes.get(entries);
  if (known) return known;
  const index = new Map(entries.map((entry) => [entry.name, entry]));
  indexes.set(entries, index);
  return index;
}

function commitLinks(id: string, bytes: Buffer): { tree: string; parents: string[] } {
  const end = bytes.indexOf('\n\n');
  const headers = bytes.toString('latin1', 0, end === -1 ? bytes.length : end).split('\n');
  const tree = headers[0]?.match(/^tree ([0-9a-f]+)$/)?.[1];
  const parents: string[] = [];
  for (const line of headers.slice(1)) {
    const parent = line.match(/^parent ([0-9a-f]+)$/)?.[1];
    if (parent === undefined) break;
    parents.push(parent);
  }
  if (![tree, ...parents].every((one) => isObjectId(one) && one.length === id.length)) {
    throw new GatehouseError('git.object', `git commit ${id} has a malformed header`, {
      hint: 'No git writes such a commit: do not trust it.',
    });
  }
  return { tree: tree as string, parents };
}
