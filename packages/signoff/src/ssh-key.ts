import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { GatehouseError } from '@gatehouse/contracts';
import { decodeBase64 } from './base64.ts';
import { type Refuse, type Refused, strictly } from './refused.ts';
import { readWire, type WireReader } from './wire-format.ts';

export type KeyType =
  | 'ssh-ed25519'
  | 'ssh-rsa'
  | 'ecdsa-sha2-nistp256'
  | 'ecdsa-sha2-nistp384'
  | 'ecdsa-sha2-nistp521'
  | 'sk-ssh-ed25519@openssh.com';

export interface PublicKey {
  type: KeyType;
  /** The key in the SSH wire format. */
  blob: Uint8Array;
  /** `SHA256:…`, as `ssh-keygen -lf` prints it. */
  fingerprint: string;
  keyObject: KeyObject;
  /** What a security key was registered for, e.g. `ssh:`; null for every other key. */
  application: string | null;
}

export type KeyRefusal =
  | 'key-line'
  | 'key-format'
  | 'key-type'
  | 'certificate'
  | 'rsa-size'
  | 'rsa-exponent'
  | 'application';

/**
 * Parses an SSH public key line: type and base64, one space between, no comment. Throws `config.signing_key` with
 * the reason on what `readPublicKey` refuses.
 */
export function parsePublicKey(line: string): PublicKey {
  const key = readKeyLine(line);
  if (!('refused' in key)) return key;
  throw new GatehouseError(
    'config.signing_key',
    `not a usable SSH public key: ${explainKeyRefusal(key.refused)}`,
    {
      hint: 'Use ssh-ed25519, ssh-rsa (2048 bits or more), ecdsa-sha2-nistp256/384/521 or sk-ssh-ed25519@openssh.com.',
    },
  );
}

/** Like `readPublicKey`, from the text form `<type> <base64>`. */
export function readKeyLine(line: string): PublicKey | Refused<KeyRefusal> {
  const [type, base64, ...more] = line.split(' ');
  const blob = decodeBase64(base64 ?? '');
  if (blob === null || more.length > 0) return { refused: 'key-line' };
  const key = readPublicKey(blob);
  if (!('refused' in key) && key.type !== type) return { refused: 'key-line' };
  return key;
}

/**
 * Reads a public key in the SSH wire format: RFC 4253 section 6.6 (RSA), RFC 5656 section 3.1 (ECDSA), RFC 8709
 * section 4 (Ed25519), OpenSSH PROTOCOL.u2f (security keys). Nothing may follow, and each number has one form only.
 */
export function readPublicKey(blob: Uint8Array): PublicKey | Refused<KeyRefusal> {
  const bytes = Buffer.from(blob).toString('latin1');
  const known = read.get(bytes);
  if (known) return known;
  const key = decodePublicKey(blob);
  if (read.size >= 1000) read.clear();
  read.set(bytes, key);
  return key;
}

// A team has few keys and many signatures, and making a key of Node's takes a good part of checking one.
const read = new Map<string, PublicKey | Refused<KeyRefusal>>();

function decodePublicKey(blob: Uint8Array): PublicKey | Refused<KeyRefusal> {
  return strictly((refuse: Refuse<KeyRefusal>) => {
    const wire = readWire(blob, () => refuse('key-format'));
    const type = wire.name();
    if (type.includes('-cert-v')) refuse('certificate');
    if (!isKeyType(type)) return refuse('key-type');
    const { jwk, application = null } = readers[type](wire, refuse);
    wire.end();
    const hash = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
    return { type, blob, fingerprint: `SHA256:${hash}`, keyObject: importKey(jwk, refuse), application };
  });
}

type ReadKey = (wire: WireReader, refuse: Refuse<KeyRefusal>) => { jwk: JsonWebKey; application?: string };

const readers: Record<KeyType, ReadKey> = {
  'ssh-ed25519': readEd25519,
  'ssh-rsa': readRsa,
  'ecdsa-sha2-nistp256': (wire, refuse) => readEcdsa(wire, refuse, 'nistp256', 'P-256', 32),
  'ecdsa-sha2-nistp384': (wire, refuse) => readEcdsa(wire, refuse, 'nistp384', 'P-384', 48),
  'ecdsa-sha2-nistp521': (wire, refuse) => readEcdsa(wire, refuse, 'nistp521', 'P-521', 66),
  'sk-ssh-ed25519@openssh.com': readSecurityKey,
};

function isKeyType(type: string): type is KeyType {
  return Object.hasOwn(readers, type);
}

function readEd25519(wire: WireReader, refuse: Refuse<KeyRefusal>): { jwk: JsonWebKey } {
  const point = wire.string();
  if (point.length !== 32) refuse('key-format');
  return { jwk: { kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') } };
}

function readSecurityKey(wire: WireReader, refuse: Refuse<KeyRefusal>) {
  const { jwk } = readEd25519(wire, refuse);
  const application = wire.name();
  // Another prefix belongs to another protocol, e.g. a web site's WebAuthn (PROTOCOL.u2f).
  if (!/^ssh:[\x20-\x7e]*$/.test(application)) refuse('application');
  return { jwk, application };
}

function readRsa(wire: WireReader, refuse: Refuse<KeyRefusal>): { jwk: JsonWebKey } {
  const exponent = wire.mpint();
  const modulus = wire.mpint();
  const bits = modulus.length * 8 - Math.clz32(modulus.readUInt8()) + 24;
  // 16384 is what OpenSSL verifies at most.
  if (bits < 2048 || bits > 16384) refuse('rsa-size');
  // An exponent of 1 would let anybody sign; an even modulus or exponent belongs to no RSA key.
  const isOdd = (number: Buffer) => number.readUInt8(number.length - 1) % 2 === 1;
  if (!isOdd(exponent) || exponent.length > 8 || exponent.equals(Buffer.of(1))) refuse('rsa-exponent');
  if (!isOdd(modulus)) refuse('key-format');
  return { jwk: { kty: 'RSA', n: modulus.toString('base64url'), e: exponent.toString('base64url') } };
}

function readEcdsa(
  wire: WireReader,
  refuse: Refuse<KeyRefusal>,
  sshName: string,
  crv: string,
  size: number,
): { jwk: JsonWebKey } {
  if (wire.name() !== sshName) refuse('key-format');
  const point = wire.string();
  // 4: an uncompressed point (SEC 1, section 2.3.3), the only form that RFC 5656 asks everybody to know.
  if (point.length !== 1 + 2 * size || point[0] !== 4) refuse('key-format');
  const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)];
  return { jwk: { kty: 'EC', crv, x: x.toString('base64url'), y: y.toString('base64url') } };
}

function importKey(jwk: JsonWebKey, refuse: Refuse<KeyRefusal>): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return refuse('key-format'); // e.g. a point that is not on its curve
  }
}

const explanations: Record<KeyRefusal, string> = {
  'key-line': 'it is not written as its type, one space and base64',
  'key-format': 'its bytes do not follow the SSH wire format',
  'key-type': 'keys of its type are not supported',
  certificate: 'it is a certificate; the trust root lists plain keys',
  'rsa-size': 'an RSA key has 2048 to 16384 bits',
  'rsa-exponent': 'its RSA exponent is unsafe',
  application: 'it is a security key for something other than SSH',
};

/** Says in words why a key was refused. */
export function explainKeyRefusal(reason: KeyRefusal): string {
  return explanations[reason];
}
