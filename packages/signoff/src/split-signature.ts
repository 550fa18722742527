import type { Refused } from './refused.ts';

/** A commit, taken apart as git does it to verify it. */
export interface SignedBytes {
  /** The armoured signature; null if unsigned. */
  signature: string | null;
  /** Exactly the bytes that were signed. */
  payload: Uint8Array;
}

const lineFeed = 10;
const space = 32;

/**
 * Splits the content of any commit object, byte by byte, as git does (commit.c, parse_buffer_signed_by_header): whatever
 * headers other tools added, and in whatever encoding the message is. The signature header is `gpgsig`, or
 * `gpgsig-sha256` where ids are SHA-256; neither is part of what is signed. Refused where it stands there twice (git joins
 * the two, and programs disagree about which of them counts), and where it does not stand behind the committer: between
 * two parents it would hide the second from every reader, and not from the signature.
 */
export function splitSignature(
  bytes: Uint8Array,
): SignedBytes | Refused<'duplicate-header' | 'header-order'> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const own = /^tree [0-9a-f]{64}\n/.test(buffer.toString('latin1', 0, 70)) ? 'gpgsig-sha256 ' : 'gpgsig ';
  const signatures: string[] = [];
  const payload: Buffer[] = [];
  let seenCommitter = false;
  let at = 0;
  while (at < buffer.length && buffer[at] !== lineFeed) {
    const end = endOfHeader(buffer, at);
    const start = buffer.toString('latin1', at, at + own.length);
    if (start.startsWith('gpgsig') && !seenCommitter) return { refused: 'header-order' };
    seenCommitter ||= buffer.toString('latin1', at, at + 10) === 'committer ';
    if (start === own) signatures.push(buffer.toString('latin1', at + own.length, end));
    else if (!start.startsWith('gpgsig')) payload.push(buffer.subarray(at, end));
    at = end;
  }
  const [signature, ...more] = signatures;
  if (more.length > 0) return { refused: 'duplicate-header' };
  return {
    signature: signature === undefined ? null : plainArmour(signature.replaceAll('\n ', '\n')),
    payload: Buffer.concat([...payload, buffer.subarray(at)]),
  };
}

/** Where the header that begins at `at` ends, with the lines that continue it. */
function endOfHeader(buffer: Buffer, at: number): number {
  let end = at;
  do {
    const next = buffer.indexOf(lineFeed, end);
    end = next === -1 ? buffer.length : next + 1;
  } while (buffer[end] === space);
  return end;
}

// Around the signature itself there may be more than the strict readers take: libgit2, and so GitHub and GitButler, ends
// it with an empty line, and gpg puts a version or a comment before it where it is told to.
function plainArmour(text: string): string {
  const headers = /^(-----BEGIN PGP SIGNATURE-----\n)(?:(?:Version|Comment): [^\n]*\n)+\n/;
  return `${text.trimEnd()}\n`.replace(headers, '$1\n');
}
