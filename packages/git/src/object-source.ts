import { GatehouseError } from '@gatehouse/contracts';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** The size and SHA-256 (`sha256:<hex>`) of a blob's bytes. */
export interface BlobDigest {
  digest: string;
  size: number;
}

/** Where the bytes of objects come from. Whoever implements it hashes them before it gives them away. */
export interface ObjectSource {
  /** The bytes of an object. Throws `git.object` (missing, other type, bytes that do not hash to the id) and `input.too_large`. */
  read(id: string, type: ObjectType, maxBytes?: number): Promise<Buffer>;
  /** Size and SHA-256 of a blob of any size. Throws `git.object`. */
  digestBlob(id: string): Promise<BlobDigest>;
}

/** Objects up to this size are read, where the caller names no limit. */
export const defaultLimit = 16 * 1024 * 1024;

export function objectError(id: string, what: string, cause?: unknown): GatehouseError {
  return new GatehouseError('git.object', `git object ${id} ${what}`, {
    hint: 'Run git fsck; fetch a full clone (not shallow, not partial) if objects are missing.',
    cause,
  });
}

export function objectTooLarge(id: string, size: number, limit: number): GatehouseError {
  return new GatehouseError('input.too_large', `git object ${id} has ${size} bytes, more than ${limit}`);
}
