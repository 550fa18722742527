import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { parsePublicKey } from '@gatehouse/signoff';

/** A throw-away ed25519 key that signs in this process. */
export interface Key {
  /** `ssh-ed25519 <base64>`, as a trust root lists it. */
  line: string;
  /** `SHA256:…` */
  fingerprint: string;
  /** The armoured SSH signature of a commit, as `ssh-keygen -Y sign -n git` gives it. */
  sign(message: Uint8Array, namespace?: string): string;
}

/** `seed`: 32 bytes, for a key that is the same again. */
export function makeKey(seed?: Uint8Array): Key {
  const { publicKey, privateKey } = seed ? keyPairOf(seed) : generateKeyPairSync('ed25519');
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url');
  const blob = Buffer.concat([wireString('ssh-ed25519'), wireString(point)]);
  const line = `ssh-ed25519 ${blob.toString('base64')}`;
  return {
    line,
    fingerprint: parsePublicKey(line).fingerprint,
    sign(message, namespace = 'git') {
      const value = sign(null, signedBytes(message, namespace), privateKey);
      const signature = Buffer.concat([wireString('ssh-ed25519'), wireString(value)]);
      const [version, reserved] = [Buffer.of(0, 0, 0, 1), ''];
      const rest = [blob, namespace, reserved, hash, signature].map(wireString);
      return armour(Buffer.concat([magic, version, ...rest]));
    },
  };
}

// RFC 8410: the private key is the seed, in a frame that is always the same.
function keyPairOf(seed: Uint8Array) {
  const frame = Buffer.from('302e020100300506032b657004220420', 'hex');
  const privateKey = createPrivateKey({ key: Buffer.concat([frame, seed]), format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** The same signature with one bit of its value turned. */
export function damage(signature: string): string {
  const blob = Buffer.from(signature.split('\n').slice(1, -2).join(''), 'base64');
  const last = blob.length - 1;
  blob[last] = (blob[last] as number) ^ 1;
  return armour(blob);
}

const magic = Buffer.from('SSHSIG');
const hash = 'sha512';

// PROTOCOL.sshsig of OpenSSH: what is signed, and how the signature is written down.
function signedBytes(message: Uint8Array, namespace: string): Buffer {
  const digest = createHash(hash).update(message).digest();
  return Buffer.concat([magic, ...[namespace, '', hash, digest].map(wireString)]);
}

function armour(blob: Buffer): string {
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n');
}

function wireString(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
