import { GatehouseError } from '@gatehouse/contracts';
import type { ObjectFormat } from './object-id.ts';
import type { BlobDigest, ObjectType } from './object-source.ts';
import { findEntry, type Objects } from './objects.ts';
import { formatTree } from './tree.ts';

/** Objects as plain JSON, so that a file can stand in for a repository. Keys are sorted. */
export interface ObjectRecord {
  format: ObjectFormat;
  /** By id: type and raw bytes (base64). `openRecord` hashes them again. */
  objects: Record<string, { type: ObjectType; data: string }>;
  /** By id: blobs that were only digested and are too large to be carried. Nothing in the record proves these. */
  digests: Record<string, BlobDigest>;
}

export interface Recorder {
  /** Reads as the objects that are recorded do, and notes what was read. */
  objects: Objects;
  /** What was read so far. Throws `input.too_large` if even what was read, and not only digested, is more than fits. */
  take(): Promise<ObjectRecord>;
}

/** In bytes. */
export interface RecordLimits {
  /** The largest blob that is carried though it was only digested. */
  blob: number;
  /** All that is carried. As base64 it must fit into one string, which ends near 512 MiB. */
  all: number;
}

const defaultLimits: RecordLimits = { blob: 32 * 1024 * 1024, all: 256 * 1024 * 1024 };

/**
 * Notes every object that is read through it, so that `openRecord` can give the same answers without them: whatever
 * was read with its bytes, and what was only digested too, the smallest first, as far as the limits go.
 */
export function recordObjects(objects: Objects, limits: RecordLimits = defaultLimits): Recorder {
  const read = new Map<string, { type: ObjectType; bytes: Buffer }>();
  const digested = new Map<string, BlobDigest>();

  const recorded: Objects = {
    async readCommit(id) {
      const commit = await objects.readCommit(id);
      read.set(id, { type: 'commit', bytes: commit.bytes });
      return commit;
    },
    async readTree(id) {
      const entries = await objects.readTree(id);
      if (!read.has(id)) read.set(id, { type: 'tree', bytes: formatTree(entries) });
      return entries;
    },
    // By this very readTree: the trees on the way are part of the proof.
    findEntry: (tree, path) => findEntry(recorded.readTree, tree, path),
    async readBlob(id, maxBytes) {
      const bytes = await objects.readBlob(id, maxBytes);
      read.set(id, { type: 'blob', bytes });
      return bytes;
    },
    async digestBlob(id) {
      const digest = await objects.digestBlob(id);
      digested.set(id, digest);
      return digest;
    },
  };

  async function take(): Promise<ObjectRecord> {
    const carried = new Map(read);
    const left: [string, BlobDigest][] = [];
    let room = limits.all - [...read.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (room < 0) throw tooMuch(limits);
    for (const [id, digest] of [...digested].sort(bySize)) {
      if (carried.has(id)) continue;
      if (digest.size > Math.min(limits.blob, room)) {
        left.push([id, digest]);
        continue;
      }
      carried.set(id, { type: 'blob', bytes: await objects.readBlob(id, digest.size) });
      room -= digest.size;
    }
    return toRecord(carried, left);
  }
  return { objects: recorded, take };
}

function toRecord(
  carried: ReadonlyMap<string, { type: ObjectType; bytes: Buffer }>,
  left: readonly [string, BlobDigest][],
): ObjectRecord {
  const [id = ''] = [...carried.keys(), ...left.map(([one]) => one)];
  const objects = [...carried].map(
    ([one, { type, bytes }]) => [one, { type, data: bytes.toString('base64') }] as const,
  );
  return {
    format: id.length === 64 ? 'sha256' : 'sha1',
    objects: Object.fromEntries(objects.sort(byId)),
    digests: Object.fromEntries([...left].sort(byId)),
  };
}

function byId([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

function bySize(one: readonly [string, BlobDigest], other: readonly [string, BlobDigest]): number {
  return one[1].size - other[1].size || byId(one, other);
}

function tooMuch({ all }: RecordLimits): GatehouseError {
  return new GatehouseError(
    'input.too_large',
    `what judging reads is more than the ${all} bytes of a record`,
    {
      hint: 'Judge it in a clone instead: pnpm gate replay <merge>.',
    },
  );
}
