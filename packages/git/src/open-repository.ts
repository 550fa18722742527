import { GatehouseError } from '@gatehouse/contracts';
import { createCleanDirectory } from './clean-directory.ts';
import {
  findCommit,
  isObjectId,
  type Location,
  locateRepository,
  resolveCommit,
} from './locate-repository.ts';
import { type BlobDigest, openObjectReader } from './object-reader.ts';
import { runGit, type Surroundings } from './run-git.ts';
import { parseTree, type TreeEntry } from './tree.ts';

/** A commit's links, taken from its raw bytes. */
export interface CommitLinks {
  id: string;
  tree: string;
  parents: string[];
  bytes: Buffer;
}

/** A repository for reading: objects by id, through a clean git directory. Close it when done. */
export interface Repository {
  readonly location: Location;
  /** A user's name for a commit. Throws `git.ref`. */
  resolve(name: string): Promise<string>;
  find(name: string): Promise<string | null>;
  /** The best common ancestor; null if there is none. */
  mergeBase(one: string, other: string): Promise<string | null>;
  /** Ids of the commits reachable from `head` and not from `base`, newest first, parents after children. */
  commitsBetween(base: string | null, head: string): Promise<string[]>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  readCommit(id: string): Promise<CommitLinks>;
  readTree(id: string): Promise<TreeEntry[]>;
  /** The entry at a path below a tree, or null. */
  findEntry(tree: string, path: string): Promise<TreeEntry | null>;
  readBlob(id: string, maxBytes?: number): Promise<Buffer>;
  digestBlob(id: string): Promise<BlobDigest>;
  close(): void;
}

/** Opens the repository around a folder. Throws `config.not_a_repository`, `config.shallow`. */
export async function openRepository(directory: string, surroundings: Surroundings): Promise<Repository> {
  const location = await locateRepository(directory, surroundings);
  if (location.shallow) throw shallowClone();
  const clean = createCleanDirectory(location.objects, location.objectFormat, surroundings.temporary);
  const where = { gitDirectory: clean.path };
  const objects = openObjectReader(clean.path, location.objectFormat, surroundings);
  const trees = new Map<string, Promise<TreeEntry[]>>();

  return {
    location,
    resolve: (name) => resolveCommit(location.root, name, surroundings),
    find: (name) => findCommit(location.root, name, surroundings),
    readBlob: (id, maxBytes) => objects.read(id, 'blob', maxBytes),
    digestBlob: (id) => objects.digestBlob(id),
    readTree,
    close() {
      objects.close();
      clean.remove();
    },

    async mergeBase(one, other) {
      const asked = await runGit(['merge-base', one, other], where, surroundings);
      const id = asked.stdout.toString('utf8').trim();
      if (asked.code === 1) return null;
      if (asked.code !== 0 || !isObjectId(id)) throw gitFailed('merge-base', asked.stderr);
      return id;
    },

    async commitsBetween(base, head) {
      const range = base === null ? [head] : [head, `^${base}`];
      const asked = await runGit(['rev-list', '--topo-order', ...range], where, surroundings);
      if (asked.code !== 0) throw gitFailed('rev-list', asked.stderr);
      return asked.stdout.toString('utf8').split('\n').filter(isObjectId);
    },

    async isAncestor(ancestor, descendant) {
      const asked = await runGit(['merge-base', '--is-ancestor', ancestor, descendant], where, surroundings);
      if (asked.code > 1) throw gitFailed('merge-base', asked.stderr);
      return asked.code === 0;
    },

    async readCommit(id) {
      const bytes = await objects.read(id, 'commit', 1024 * 1024);
      return { id, bytes, ...commitLinks(id, bytes) };
    },

    async findEntry(tree, path) {
      let entry: TreeEntry | null = null;
      let folder = tree;
      for (const name of path.split('/')) {
        if (entry && entry.kind !== 'folder') return null;
        entry = byName(await readTree(folder)).get(name) ?? null;
        if (entry === null) return null;
        folder = entry.id;
      }
      return entry;
    },
  };

  function readTree(id: string): Promise<TreeEntry[]> {
    const known = trees.get(id);
    if (known) return known;
    const asked = objects.read(id, 'tree').then((bytes) => parseTree(id, bytes));
    // Kept, because the same trees are asked for again and again; not for ever, because memory is not endless.
    if (trees.size >= 5000) trees.clear();
    trees.set(id, asked);
    return asked;
  }
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
  const headers = bytes.toString('latin1', 0, bytes.indexOf('\n\n')).split('\n');
  const tree = headers[0]?.match(/^tree ([0-9a-f]+)$/)?.[1];
  const parents: string[] = [];
  for (const line of headers.slice(1)) {
    const parent = line.match(/^parent ([0-9a-f]+)$/)?.[1];
    if (parent === undefined) break;
    parents.push(parent);
  }
  if (![tree, ...parents].every((one) => isObjectId(one) && one.length === id.length)) {
    throw new GatehouseError('git.object', `git commit ${id} has a malformed header`);
  }
  return { tree: tree as string, parents };
}

function shallowClone(): GatehouseError {
  return new GatehouseError('config.shallow', 'this clone is shallow: sign-offs and history are cut off', {
    hint: 'Run git fetch --unshallow (in GitHub Actions: actions/checkout with fetch-depth: 0).',
  });
}

function gitFailed(command: string, stderr: string): GatehouseError {
  return new GatehouseError('git.failed', `git ${command} failed: ${stderr || 'no reason given'}`, {
    hint: 'Run git fsck; fetch a full clone if objects are missing.',
  });
}
