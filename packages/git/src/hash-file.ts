import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { GatehouseError } from '@gatehouse/contracts';
import type { ObjectFormat } from './object-id.ts';
import type { BlobDigest } from './object-source.ts';

/**
 * What git would call a file as a blob, with its size in bytes and its SHA-256, in one pass over it. Throws
 * `input.changed` if it grows or shrinks meanwhile.
 */
export async function hashFile(path: string, format: ObjectFormat): Promise<BlobDigest & { id: string }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const id = createHash(format).update(`blob ${size}\0`);
    const sha256 = createHash('sha256');
    let read = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 })) {
      id.update(chunk);
      sha256.update(chunk);
      read += chunk.length;
    }
    if (read === size) return { id: id.digest('hex'), digest: `sha256:${sha256.digest('hex')}`, size };
  } finally {
    await file.close();
  }
  throw new GatehouseError('input.changed', `${path} changed while it was read`, {
    hint: 'Run again when nobody writes to it.',
    place: { file: path },
  });
}
