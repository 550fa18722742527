import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { GatehouseError } from '@gatehouse/contracts';
import { type CleanDirectory, createCleanDirectory } from './clean-directory.ts';
import { encodeName } from './entry-name.ts';
import type { ObjectFormat } from './object-id.ts';
import type { ObjectType } from './object-source.ts';
import { gitMissing, type Surroundings, spawnGit } from './run-git.ts';
import { formatTree, type TreeEntry } from './tree.ts';

/**
 * Makes git objects in memory, byte by byte, and gives their ids: for histories that git itself would not make, or not
 * fast enough. What was made is written all at once, as a pack.
 */
export interface ObjectForge {
  blob(bytes: Uint8Array): string;
  /** Entries in any order; nothing else about them is checked. */
  tree(entries: readonly TreeEntry[]): string;
  /** The content of a commit, as it is: signed or not, well-formed or not. */
  commit(bytes: Uint8Array): string;
  /** The objects made since the last pack; null if there are none. */
  takePack(): Buffer | null;
}

export function forgeObjects(format: ObjectFormat): ObjectForge {
  const made = new Set<string>();
  let open: Buffer[] = [];
  function make(type: ObjectType, bytes: Uint8Array): string {
    const id = createHash(format).update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
    if (!made.has(id)) open.push(packed(type, bytes));
    made.add(id);
    return id;
  }
  return {
    blob: (bytes) => make('blob', bytes),
    tree: (entries) => make('tree', formatTree(sorted(entries))),
    commit: (bytes) => make('commit', bytes),
    takePack() {
      if (open.length === 0) return null;
      const pack = packOf(open, format);
      open = [];
      return pack;
    },
  };
}

/** A repository of our own in the temporary folder, without refs, that borrows the objects of others. */
export interface ScratchRepository extends CleanDirectory {
  /** Adds the objects of a pack. Throws `git.failed`. */
  add(pack: Buffer): Promise<void>;
}

export function createScratchRepository(
  borrowed: readonly string[],
  format: ObjectFormat,
  surroundings: Surroundings,
): ScratchRepository {
  const clean = createCleanDirectory(borrowed, format, surroundings.temporary);
  return { ...clean, add: (pack) => indexPack(clean.path, pack, surroundings) };
}

async function indexPack(gitDirectory: string, pack: Buffer, surroundings: Surroundings): Promise<void> {
  const child = spawnGit(['index-pack', '--stdin'], { gitDirectory }, surroundings);
  const errors: Buffer[] = [];
  child.stdout.resume();
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  // git says itself why it stopped reading.
  child.stdin.on('error', () => {});
  child.stdin.end(pack);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', (cause) => reject(gitMissing(cause)));
    child.on('close', (exit) => resolve(exit ?? 128));
  });
  if (code === 0) return;
  const reason = Buffer.concat(errors).toString('utf8').trim();
  throw new GatehouseError('git.failed', `git index-pack failed: ${reason || 'no reason given'}`);
}

// git sorts by bytes, and folders as if their names ended with a slash.
function sorted(entries: readonly TreeEntry[]): TreeEntry[] {
  const key = ({ name, kind }: TreeEntry) => encodeName(kind === 'folder' ? `${name}/` : name);
  return entries
    .map((entry) => ({ entry, key: key(entry) }))
    .sort((one, other) => Buffer.compare(one.key, other.key))
    .map(({ entry }) => entry);
}

// gitformat-pack: version 2, each object whole.
function packOf(objects: readonly Buffer[], format: ObjectFormat): Buffer {
  const header = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
  header.writeUInt32BE(objects.length, 8);
  const hash = createHash(format);
  for (const part of [header, ...objects]) hash.update(part);
  return Buffer.concat([header, ...objects, hash.digest()]);
}

const packTypes: Record<string, number> = { commit: 1, tree: 2, blob: 3 };

/** Four bits of the size beside the type, then seven in each byte, the lowest first. */
function packed(type: ObjectType, bytes: Uint8Array): Buffer {
  const header: number[] = [];
  let rest = Math.floor(bytes.length / 16);
  header.push(((packTypes[type] as number) << 4) | (bytes.length & 15) | (rest > 0 ? 0x80 : 0));
  while (rest > 0) {
    const next = Math.floor(rest / 128);
    header.push((rest & 127) | (next > 0 ? 0x80 : 0));
    rest = next;
  }
  return Buffer.concat([Buffer.from(header), deflateSync(bytes, { level: 1 })]);
}
