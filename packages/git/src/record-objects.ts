import { digestBytes } from '@gatehouse/contracts';
import type { ObjectFormat } from './object-id.ts';
import type { BlobDigest, ObjectType } from './object-source.ts';
import { findEntry, type Objects } from './objects.ts';
import { formatTree } from './tree.ts';

/** Objects as plain JSON, so that a file can stand in for a repository. Keys are sorted. */
export interface ObjectRecord {
  format: ObjectFormat;
  /** By id: type and raw bytes (base64). `openRecord` hashes them again. */
  objects: Record<string, { type: ObjectType; data: string }>;
  /** By id: blobs that are too large to be carried. Nothing in the record proves these. */
  digests: Record<string, BlobDigest>;
}

export interface Recorder {
  /** Reads as the objects that are recorded do, and notes what was read. */
  objects: Objects;
  /** What was read so far. */
  taken(): ObjectRecord;
}

/** Blobs up to this size are carried; of larger ones the digest alone. */
const largestCarried = 1024 * 1024;

/** Notes every object that is read through it, so that `openRecord` can give the same answers without them. */
export function recordObjects(objects: Objects, largest: number = largestCarried): Recorder {
  const carried = new Map<string, { type: ObjectType; data: string }>();
  const digests = new Map<string, BlobDigest>();
  const carry = (id: string, type: ObjectType, bytes: Buffer) => {
    if (!carried.has(id)) carried.set(id, { type, data: bytes.toString('base64') });
  };
  const carryBlob = (id: string, bytes: Buffer) => {
    if (bytes.length <= largest) carry(id, 'blob', bytes);
    else digests.set(id, { digest: digestBytes(bytes), size: bytes.length });
  };

  const recorded: Objects = {
    async readCommit(id) {
      const commit = await objects.readCommit(id);
      carry(id, 'commit', commit.bytes);
      return commit;
    },
    async readTree(id) {
      const entries = await objects.readTree(id);
      if (!carried.has(id)) carry(id, 'tree', formatTree(entries));
      return entries;
    },
    // By this very readTree: the trees on the way are part of the proof.
    findEntry: (tree, path) => findEntry(recorded.readTree, tree, path),
    async readBlob(id, maxBytes) {
      const bytes = await objects.readBlob(id, maxBytes);
      carryBlob(id, bytes);
      return bytes;
    },
    async digestBlob(id) {
      const digest = await objects.digestBlob(id);
      if (digest.size > largest) digests.set(id, digest);
      else if (!carried.has(id)) carry(id, 'blob', await objects.readBlob(id, largest));
      return digest;
    },
  };
  return { objects: recorded, taken: () => toRecord(carried, digests) };
}

function toRecord(
  carried: ReadonlyMap<string, { type: ObjectType; data: string }>,
  digests: ReadonlyMap<string, BlobDigest>,
): ObjectRecord {
  const [id = ''] = [...carried.keys(), ...digests.keys()];
  return {
    format: id.length === 64 ? 'sha256' : 'sha1',
    objects: Object.fromEntries([...carried].sort(byId)),
    digests: Object.fromEntries([...digests].sort(byId)),
  };
}

function byId([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
