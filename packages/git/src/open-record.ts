import { createHash } from 'node:crypto';
import { digestBytes, GatehouseError } from '@gatehouse/contracts';
import { isObjectId } from './object-id.ts';
import {
  type BlobDigest,
  defaultLimit,
  type ObjectType,
  objectError,
  objectTooLarge,
} from './object-source.ts';
import { type Objects, objectsOf } from './objects.ts';
import type { ObjectRecord } from './record-objects.ts';

export interface OpenedRecord extends Objects {
  /**
   * Blobs whose digest and size were asked for and are the word of whoever made the record: neither it nor a file
   * beside it has the bytes. Nothing ties them to their git id.
   */
  believed(): ReadonlyMap<string, BlobDigest>;
}

/**
 * Reads objects from a record, which may be any JSON: each is hashed again when it is read. `beside`: blobs that were
 * hashed from files, by git id; they count where the record lacks the bytes. Throws `git.object` for what is missing,
 * altered or malformed.
 */
export function openRecord(
  record: ObjectRecord,
  beside: ReadonlyMap<string, BlobDigest> = new Map(),
): OpenedRecord {
  const { format, objects, digests } = checkedRecord(record);
  const believed = new Map<string, BlobDigest>();
  const known = new Map<string, BlobDigest>();
  const idLength = format === 'sha1' ? 40 : 64;

  async function read(id: string, type: ObjectType, maxBytes = defaultLimit): Promise<Buffer> {
    const found = entry(objects, id);
    if (found === undefined) throw objectError(id, 'is not in the record');
    if (found.type !== type) throw objectError(id, `is not a ${type} in the record`);
    const bytes = decode(id, found.data);
    const hashed = createHash(format).update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
    if (hashed !== id) throw objectError(id, 'has bytes in the record that do not hash to its id');
    if (bytes.length > maxBytes) throw objectTooLarge(id, bytes.length, maxBytes);
    return bytes;
  }

  async function digestBlob(id: string): Promise<BlobDigest> {
    const before = known.get(id);
    if (before !== undefined) return before;
    if (entry(objects, id) !== undefined) {
      const bytes = await read(id, 'blob', Number.POSITIVE_INFINITY);
      const proven = { digest: digestBytes(bytes), size: bytes.length };
      known.set(id, proven);
      return proven;
    }
    const hashed = beside.get(id);
    if (hashed !== undefined) return hashed;
    const stated = statedDigest(id);
    believed.set(id, stated);
    return stated;
  }

  function statedDigest(id: string): BlobDigest {
    const stated = entry(digests, id);
    if (stated === undefined) throw objectError(id, 'is not in the record');
    const { digest, size } = stated;
    if (!isDigest(digest) || !Number.isSafeInteger(size) || (size as number) < 0) {
      throw objectError(id, 'has a malformed digest in the record');
    }
    return { digest, size: size as number };
  }

  // By own keys that are ids only: an object has more names than those that it was given.
  function entry(entries: Fields, id: string): Fields | undefined {
    if (!isObjectId(id) || id.length !== idLength || !Object.hasOwn(entries, id)) return undefined;
    const found = entries[id];
    if (!isFields(found)) throw objectError(id, 'is malformed in the record');
    return found;
  }

  return { ...objectsOf({ read, digestBlob }), believed: () => believed };
}

type Fields = Record<string, unknown>;

function checkedRecord(record: unknown): { format: 'sha1' | 'sha256'; objects: Fields; digests: Fields } {
  if (isFields(record)) {
    const { format, objects, digests } = record;
    if ((format === 'sha1' || format === 'sha256') && isFields(objects) && isFields(digests)) {
      return { format, objects, digests };
    }
  }
  throw new GatehouseError('git.object', 'this is no record of git objects', {
    hint: 'Make it again from the repository.',
  });
}

// Node skips over what is not base64; two texts of one object would be two files with one meaning.
function decode(id: string, data: unknown): Buffer {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'base64') : null;
  if (bytes === null || bytes.toString('base64') !== data) {
    throw objectError(id, 'has malformed base64 in the record');
  }
  return bytes;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDigest(text: unknown): text is string {
  return typeof text === 'string' && /^sha256:[0-9a-f]{64}$/.test(text);
}
