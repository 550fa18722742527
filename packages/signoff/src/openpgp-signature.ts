import type { TrustRoot } from '@gatehouse/contracts';
import type { PublicKey, SignaturePacket, Subkey } from 'openpgp';
import { lastDayBefore } from './calendar-date.ts';
import { dearmourOpenpgp } from './openpgp-armour.ts';
import { loadOpenpgp, openpgpKeys } from './openpgp-keys.ts';
import type { Refused } from './refused.ts';

export type OpenpgpSignatureRefusal =
  | 'armour'
  | 'format'
  | 'signature-type'
  | 'hash'
  | 'ambiguous-key'
  | 'unusable-key'
  | 'mismatch';

export interface OpenpgpSigner {
  /** The fingerprint of the primary key, in capital letters, as the trust root has it. */
  fingerprint: string;
  /** The last whole day before key or signature expire by their own word; null: they do not. */
  until: string | null;
}

/**
 * Verifies a detached OpenPGP signature (RFC 9580) against the keys of a trust root. No clock and no date in the
 * signature decides: a key that its block revokes signs nothing, whenever; an expiry is returned, and weighed by
 * whoever counts. null: none of the keys made it, by its own word.
 */
export async function verifyOpenpgpSignature(request: {
  armour: string;
  message: Uint8Array;
  root: TrustRoot;
}): Promise<OpenpgpSigner | Refused<OpenpgpSignatureRefusal> | null> {
  const { library, config } = await loadOpenpgp();
  const packet = await readSignature(request.armour);
  if ('refused' in packet) return packet;
  const { binary, text } = library.enums.signature;
  const type = packet.signatureType;
  if (type !== binary && type !== text) return { refused: 'signature-type' };
  const { sha256, sha384, sha512, sha3_256, sha3_512 } = library.enums.hash;
  if (![sha256, sha384, sha512, sha3_256, sha3_512].some((hash) => hash === packet.hashAlgorithm)) {
    return { refused: 'hash' };
  }

  const [key, ...others] = await keysNamedBy(packet, request.root);
  if (key === undefined) return null;
  if (others.length > 0) return { refused: 'ambiguous-key' };
  const signer = await key.getSigningKey(packet.issuerKeyID, null, undefined, config).catch(() => null);
  if (signer === null) return { refused: 'unusable-key' };
  if (!packet.unhashedSubpackets.every((part) => repeatsIssuer(part, signer))) return { refused: 'format' };

  const message = await library.createMessage({ binary: request.message });
  const [data] = message.packets;
  if (data === undefined) return { refused: 'format' };
  // The type does not say so, but without a date none is compared.
  const noDate = null as unknown as Date;
  const isGood = await packet.verify(signer.keyPacket, type, data, noDate, true, config).then(
    () => true,
    () => false,
  );
  if (!isGood) return { refused: 'mismatch' };
  const ends = [packet.getExpirationTime(), await key.getExpirationTime(undefined, config)];
  if ('mainKey' in signer) ends.push(await signer.getExpirationTime(noDate, config));
  if (ends.includes(null)) return { refused: 'unusable-key' };
  return { fingerprint: key.getFingerprint().toUpperCase(), until: lastDayOf(ends) };
}

/** The fingerprint of the key in the trust root that an armoured signature names, without any check that it signed. */
export async function claimedOpenpgpKey(armour: string, root: TrustRoot): Promise<string | null> {
  const packet = await readSignature(armour);
  if ('refused' in packet) return null;
  const [key] = await keysNamedBy(packet, root);
  return key?.getFingerprint().toUpperCase() ?? null;
}

async function readSignature(armour: string): Promise<SignaturePacket | Refused<OpenpgpSignatureRefusal>> {
  const { library, config } = await loadOpenpgp();
  const bytes = dearmourOpenpgp(armour, 'SIGNATURE');
  if (bytes === null) return { refused: 'armour' };
  const signature = await library.readSignature({ binarySignature: bytes, config }).catch(() => null);
  const [packet, ...more] = signature?.packets ?? [];
  if (packet === undefined || more.length > 0 || !isCanonical(packet, bytes)) return { refused: 'format' };
  return packet;
}

/** Whether the packet, written again, gives these bytes: so a signature can not be written in many ways. */
function isCanonical(packet: SignaturePacket, bytes: Buffer): boolean {
  const body = Buffer.from(packet.write());
  const size = body.length;
  const oldLength = size < 256 ? [0x88, size] : [0x89, size >> 8, size & 0xff];
  const newLength = size < 192 ? [size] : [((size - 192) >> 8) + 192, (size - 192) & 0xff];
  // Both forms of a header (RFC 9580, section 4.2): gpg writes the old one.
  return [oldLength, [0xc2, ...newLength]].some((header) =>
    bytes.equals(Buffer.concat([Buffer.from(header), body])),
  );
}

async function keysNamedBy(packet: SignaturePacket, root: TrustRoot): Promise<PublicKey[]> {
  const keys = await openpgpKeys(root);
  return keys.filter((key) => key.getKeys(packet.issuerKeyID).length > 0);
}

// What is not signed may only repeat who signed.
function repeatsIssuer(
  part: { type: number; critical: boolean; body: Uint8Array },
  signer: PublicKey | Subkey,
) {
  const [issuer, issuerFingerprint] = [16, 33]; // RFC 9580, sections 5.2.3.12 and 5.2.3.35
  const body = Buffer.from(part.body).toString('hex');
  if (part.type === issuer) return !part.critical && body === signer.getKeyID().toHex();
  const version = signer.keyPacket.version.toString(16).padStart(2, '0');
  return part.type === issuerFingerprint && !part.critical && body === `${version}${signer.getFingerprint()}`;
}

function lastDayOf(ends: readonly (Date | number | null)[]): string | null {
  const dates = ends.filter((end) => end instanceof Date).map((end) => end.getTime());
  return dates.length === 0 ? null : lastDayBefore(new Date(Math.min(...dates)));
}
