import { createHash } from 'node:crypto';
import { type QuickKey, quickSign } from './key-ring.ts';

export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** The bytes of a commit object, signed in this process if a key is given. */
export function rawCommit(parts: {
  tree?: string;
  parents?: string[];
  author?: string;
  committer?: string;
  /** Further header lines, each with its line feed, before the signature. */
  extra?: string;
  message?: string;
  key?: QuickKey;
  signature?: string;
}): Buffer {
  const { tree = emptyTree, parents = [], author = 'Ada <ada@example.org>', committer = author } = parts;
  const headers = [
    `tree ${tree}\n`,
    ...parents.map((parent) => `parent ${parent}\n`),
    `author ${author} 1700000000 +0100\n`,
    `committer ${committer} 1700000000 +0000\n`,
    parts.extra ?? '',
  ].join('');
  const message = parts.message ?? 'A message\n';
  const payload = Buffer.from(`${headers}\n${message}`);
  const signature = parts.signature ?? (parts.key && quickSign(parts.key, payload));
  if (signature === undefined) return payload;
  const folded = signature.trimEnd().replaceAll('\n', '\n ');
  return Buffer.from(`${headers}gpgsig ${folded}\n\n${message}`);
}

export function commitId(bytes: Uint8Array): string {
  return createHash('sha1').update(`commit ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Every way to flip one bit (or, where that takes too long, one of some bits), or to leave one byte out. */
export function* mutations(
  bytes: Uint8Array,
  bits: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128],
): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1) {
    for (const bit of bits) {
      const mutant = Buffer.from(bytes);
      mutant[at] = (mutant[at] as number) ^ bit;
      yield mutant;
    }
    yield Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
  }
}
