import { createHash, type KeyObject, type VerifyKeyObjectInput, verify } from 'node:crypto';
import type { Refuse } from './refused.ts';
import type { KeyType, PublicKey } from './ssh-key.ts';
import { readWire, type WireReader } from './wire-format.ts';

export type SignatureValueRefusal = 'format' | 'algorithm' | 'no-touch';

/** What is left to do: a computation, without any choice. */
export interface SignatureCheck {
  /** null: the algorithm has its own. */
  hash: string | null;
  data: Uint8Array;
  key: KeyObject | VerifyKeyObjectInput;
  value: Uint8Array;
}

/** Computes it in a thread of its own: so many signatures are verified at once as there are threads. */
export function holds({ hash, data, key, value }: SignatureCheck): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(hash, data, key, value, (error, good) => (error ? reject(error) : resolve(good)));
  });
}

/**
 * What has to hold if `signature` (the algorithm's name and its value, in the SSH wire format) is `key`'s over `signed`, by an
 * algorithm that its type allows: RFC 8709 section 6 (Ed25519), RFC 8332 section 3 (RSA with SHA-2), RFC 5656 section
 * 3.1.2 (ECDSA), OpenSSH PROTOCOL.u2f (security keys).
 */
export function readSignatureValue(
  { key, signature, signed }: { key: PublicKey; signature: Uint8Array; signed: Uint8Array },
  refuse: Refuse<SignatureValueRefusal>,
): SignatureCheck {
  const wire = readWire(signature, () => refuse('format'));
  const { algorithms, read } = schemes[key.type];
  const algorithm = wire.name();
  if (!algorithms.includes(algorithm)) refuse('algorithm');
  return read({ key, algorithm, wire, signed, refuse });
}

interface Claim {
  key: PublicKey;
  algorithm: string;
  /** Stands behind the algorithm's name; whoever reads it reads to its end. */
  wire: WireReader;
  signed: Uint8Array;
  refuse: Refuse<SignatureValueRefusal>;
}

const schemes: Record<KeyType, { algorithms: readonly string[]; read: (claim: Claim) => SignatureCheck }> = {
  'ssh-ed25519': { algorithms: ['ssh-ed25519'], read: readEd25519 },
  'sk-ssh-ed25519@openssh.com': { algorithms: ['sk-ssh-ed25519@openssh.com'], read: readSecurityKey },
  // Not ssh-rsa, which is SHA-1.
  'ssh-rsa': { algorithms: ['rsa-sha2-256', 'rsa-sha2-512'], read: readRsa },
  'ecdsa-sha2-nistp256': ecdsa('ecdsa-sha2-nistp256', 'sha256', 32),
  'ecdsa-sha2-nistp384': ecdsa('ecdsa-sha2-nistp384', 'sha384', 48),
  'ecdsa-sha2-nistp521': ecdsa('ecdsa-sha2-nistp521', 'sha512', 66),
};

function readEd25519({ key, wire, signed, refuse }: Claim): SignatureCheck {
  const value = wire.string();
  wire.end();
  if (value.length !== 64) refuse('format');
  return { hash: null, data: signed, key: key.keyObject, value };
}

/** The device signs SHA-256(application), its flags, its counter and SHA-256(message), and says the middle two. */
function readSecurityKey({ key, wire, signed, refuse }: Claim): SignatureCheck {
  const value = wire.string();
  const flagsAndCounter = wire.take(1 + 4);
  wire.end();
  if (value.length !== 64) refuse('format');
  const userPresent = 0x01;
  if ((flagsAndCounter.readUInt8() & userPresent) === 0) refuse('no-touch');
  const byDevice = Buffer.concat([sha256(key.application ?? ''), flagsAndCounter, sha256(signed)]);
  return { hash: null, data: byDevice, key: key.keyObject, value };
}

function readRsa({ key, algorithm, wire, signed, refuse }: Claim): SignatureCheck {
  const value = wire.string();
  wire.end();
  const bits = key.keyObject.asymmetricKeyDetails?.modulusLength ?? 0;
  if (value.length !== Math.ceil(bits / 8)) refuse('format');
  // PKCS #1 v1.5 padding is node's default for RSA keys, and the one of RFC 8332.
  const hash = algorithm === 'rsa-sha2-256' ? 'sha256' : 'sha512';
  return { hash, data: signed, key: key.keyObject, value };
}

/** `hash`: RFC 5656 section 6.2.1; `size`: bytes of each of the two numbers. */
function ecdsa(algorithm: KeyType, hash: string, size: number) {
  function read({ key, wire, signed, refuse }: Claim): SignatureCheck {
    const pair = readWire(wire.string(), () => refuse('format'));
    wire.end();
    const numbers = [pair.mpint(), pair.mpint()];
    pair.end();
    if (numbers.some((number) => number.length > size)) refuse('format');
    const value = Buffer.concat(
      numbers.map((number) => Buffer.concat([Buffer.alloc(size - number.length), number])),
    );
    return { hash, data: signed, key: { key: key.keyObject, dsaEncoding: 'ieee-p1363' }, value };
  }
  return { algorithms: [algorithm], read };
}

function sha256(bytes: Uint8Array | string): Buffer {
  return createHash('sha256').update(bytes).digest();
}
