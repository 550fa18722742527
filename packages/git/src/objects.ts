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

// In bytes of memory. Every pass over the releases of a change goes through the folders of one that can be wide, and what
// was forgotten meanwhile is read again; in a history of small steps, more room would only be filled with what is past.
const roomForCommits = 2 * 1024 * 1024;
const roomForTrees = { least: 6 * 1024 * 1024, perEntryOfTheWidest: 2 * 1024, most: 20 * 1024 * 1024 };
const entrySize = 120;

/** Reads commits and trees from the bytes of a source. */
export function objectsOf(source: ObjectSource): Objects {
  const commits = remembered(
    () => roomForCommits,
    async (id, weigh) => {
      const bytes = await source.read(id, 'commit', largestCommit);
      weigh(bytes.length);
      return { id, bytes, ...commitLinks(id, bytes) };
    },
  );
  let widest = 0;
  const { least, perEntryOfTheWidest, most } = roomForTrees;
  const room = () => Math.min(most, Math.max(least, widest * perEntryOfTheWidest));
  const trees = remembered(room, async (id, weigh) => {
    const entries = parseTree(id, await source.read(id, 'tree'));
    widest = Math.max(widest, entries.length);
    weigh(entries.length * entrySize);
    return entries;
  });
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
    entry = entryNamed(await readTree(folder), name) ?? null;
    if (entry === null) return null;
    folder = entry.id;
  }
  return entry;
}

// What is kept takes so much besides, also where it could not be read.
const overhead = 256;

// Kept, because the same objects are asked for again and again; not for ever, because memory is not endless: what was
// asked for first is forgotten first. By weight: a tree can have three entries or ten thousand.
function remembered<T>(
  room: () => number,
  read: (id: string, weigh: (bytes: number) => void) => Promise<T>,
): (id: string) => Promise<T> {
  const known = new Map<string, { asked: Promise<T>; weight: number }>();
  let used = 0;
  return (id) => {
    const before = known.get(id);
    if (before) return before.asked;
    const weigh = (bytes: number) => {
      const entry = known.get(id);
      if (entry === undefined) return;
      entry.weight += bytes;
      used += bytes;
    };
    const asked = read(id, weigh);
    known.set(id, { asked, weight: overhead });
    used += overhead;
    for (const [oldest, { weight }] of known) {
      if (used <= room() || oldest === id) break;
      known.delete(oldest);
      used -= weight;
    }
    return asked;
  };
}

interface Asked {
  times: number;
  index: Map<string, TreeEntry> | null;
}

// A folder can have ten thousand entries, and each of them be looked for; of most, one or two are.
const asked = new WeakMap<readonly TreeEntry[], Asked>();
const withoutIndex = 4;

/** The entry of a tree that has this name. */
export function entryNamed(entries: readonly TreeEntry[], name: string): TreeEntry | undefined {
  const about = asked.get(entries) ?? { times: 0, index: null };
  asked.set(entries, about);
  about.times += 1;
  if (about.times <= withoutIndex) return entries.find((entry) => entry.name === name);
  about.index ??= new Map(entries.map((entry) => [entry.name, entry]));
  return about.index.get(name);
}

// From the bytes: a part of a longer string would keep the whole of it in memory for as long as an id is remembered.
function commitLinks(id: string, bytes: Buffer): { tree: string; parents: string[] } {
  const links: string[] = [];
  let at = 0;
  for (let word = 'tree '; bytes.toString('latin1', at, at + word.length) === word; word = 'parent ') {
    const end = bytes.indexOf('\n', at);
    const link = bytes.toString('latin1', at + word.length, end === -1 ? bytes.length : end);
    links.push(link);
    if (end === -1) break;
    at = end + 1;
  }
  const [tree, ...parents] = links;
  if (tree === undefined || !links.every((one) => isObjectId(one) && one.length === id.length)) {
    throw new GatehouseError('git.object', `git commit ${id} has a malformed header`, {
      hint: 'No git writes such a commit: do not trust it.',
    });
  }
  return { tree, parents };
}
