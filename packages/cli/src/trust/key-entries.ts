import type { TrustRoot } from '@gatehouse/contracts';
import { parsePublicKey } from '@gatehouse/signoff';

export type KeyEntry = TrustRoot['principals'][string]['keys'][number];

/** An SSH key as the trust root lists it: type and base64; what follows them in a .pub file is cut off. */
export function sshEntry(line: string, until?: string): KeyEntry {
  const ssh = line.trim().split(/\s+/).slice(0, 2).join(' ');
  parsePublicKey(ssh);
  return until === undefined ? ssh : { ssh, until };
}

export function openpgpEntry(key: { openpgp: string; fingerprint: string }, until?: string): KeyEntry {
  return until === undefined ? key : { ...key, until };
}

/** What a sign-off is looked up by: `SHA256:…`, or the OpenPGP fingerprint. */
export function fingerprintOf(entry: KeyEntry): string {
  if (typeof entry === 'object' && 'openpgp' in entry) return entry.fingerprint;
  return parsePublicKey(typeof entry === 'string' ? entry : entry.ssh).fingerprint;
}
