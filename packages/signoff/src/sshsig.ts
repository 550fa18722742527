import { createHash } from 'node:crypto';
import { decodeBase64Lines } from './base64.ts';
import { type Refuse, type Refused, strictly } from './refused.ts';
import { type KeyRefusal, type PublicKey, readPublicKey } from './ssh-key.ts';
import { holds, readSignatureValue, type SignatureValueRefusal } from './ssh-signature-value.ts';
import { readWire, wireString } from './wire-format.ts';

export type SshSignatureRefusal =
  | 'armour'
  | 'format'
  | 'version'
  | 'namespace'
  | 'reserved'
  | 'hash'
  | 'mismatch'
  | KeyRefusal
  | SignatureValueRefusal;

interface SshSignature {
  key: PublicKey;
  namespace: string;
  hash: string;
  /** Algorithm and value, in the wire format of the algorithm. */
  signature: Uint8Array;
}

/**
 * Verifies an SSH signature after OpenSSH's PROTOCOL.sshsig: that the key in it signed `message` for `namespace`.
 * It says nothing of whose key that is. Stricter than the document where that leaves a choice: one armour block and
 * nothing around it, canonical base64, version 1, the reserved field empty.
 */
export async function verifySshSignature(request: {
  armour: string;
  message: Uint8Array;
  namespace: string;
}): Promise<{ key: PublicKey } | Refused<SshSignatureRefusal>> {
  const read = strictly((refuse: Refuse<SshSignatureRefusal>) => {
    const { key, namespace, hash, signature } = decode(request.armour, refuse);
    if (namespace !== request.namespace || namespace === '') refuse('namespace');
    const signed = Buffer.concat([
      magic,
      wireString(namespace),
      wireString(''),
      wireString(hash),
      wireString(createHash(hash).update(request.message).digest()),
    ]);
    return { key, check: readSignatureValue({ key, signature, signed }, refuse) };
  });
  if ('refused' in read) return read;
  return (await holds(read.check)) ? { key: read.key } : { refused: 'mismatch' };
}

/** The key that an armoured signature names, without any check that it signed; null where none can be read. */
export function claimedKey(armour: string): PublicKey | null {
  const decoded = strictly((refuse: Refuse<SshSignatureRefusal>) => decode(armour, refuse));
  return 'refused' in decoded ? null : decoded.key;
}

const magic = Buffer.from('SSHSIG');
const begin = '-----BEGIN SSH SIGNATURE-----\n';
const end = '\n-----END SSH SIGNATURE-----\n';

function decode(armour: string, refuse: Refuse<SshSignatureRefusal>): SshSignature {
  const wire = readWire(dearmour(armour, refuse), () => refuse('format'));
  if (!wire.take(magic.length).equals(magic)) refuse('format');
  if (wire.uint32() !== 1) refuse('version');
  const key = readPublicKey(wire.string());
  if ('refused' in key) return refuse(key.refused);
  const namespace = wire.name();
  if (wire.string().length > 0) refuse('reserved');
  const hash = wire.name();
  if (hash !== 'sha256' && hash !== 'sha512') refuse('hash');
  const signature = wire.string();
  wire.end();
  return { key, namespace, hash, signature };
}

function dearmour(armour: string, refuse: Refuse<SshSignatureRefusal>): Buffer {
  if (!armour.startsWith(begin) || !armour.endsWith(end)) refuse('armour');
  return decodeBase64Lines(armour.slice(begin.length, -end.length)) ?? refuse('armour');
}
