/** In bytes: no pointer is longer, so nothing longer has to be read to tell. */
export const longestPointer = 1024;

// The specification of Git LFS, v1: the version first, then the keys in order, each line ended by a line feed alone.
const pointer =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-\d-[A-Za-z0-9]+ sha256:[0-9a-f]{64}\n)*oid (sha256:[0-9a-f]{64})\nsize (?:0|[1-9]\d*)\n$/;

/** The digest of the file that a Git LFS pointer stands for (`sha256:…`); null for bytes that are no such pointer. */
export function readLfsPointer(bytes: Uint8Array): string | null {
  if (bytes.length > longestPointer) return null;
  return pointer.exec(Buffer.from(bytes).toString('latin1'))?.[1] ?? null;
}
