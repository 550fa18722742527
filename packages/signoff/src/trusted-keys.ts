import type { TrustRoot } from '@gatehouse/contracts';
import { explainKeyRefusal, readKeyLine } from './ssh-key.ts';
import { trustRootProblem } from './trust-root-problem.ts';

type KeyEntry = TrustRoot['principals'][string]['keys'][number];
export type OpenpgpKeyEntry = Extract<KeyEntry, { openpgp: string }>;
export type SshKeyEntry = Exclude<KeyEntry, OpenpgpKeyEntry>;

/** Whose a key is, and for how long. */
export interface TrustedKey {
  principal: string;
  /** The last day on which it counts; null: no end. */
  until: string | null;
}

export function isOpenpgpKey(entry: KeyEntry): entry is OpenpgpKeyEntry {
  return typeof entry === 'object' && 'openpgp' in entry;
}

/** The line `<type> <base64>` of an entry. */
export function sshLineOf(entry: SshKeyEntry): string {
  return typeof entry === 'string' ? entry : entry.ssh;
}

/** The last day on which a key counts; null: no end. */
export function untilOf(entry: KeyEntry): string | null {
  return typeof entry === 'string' ? null : (entry.until ?? null);
}

/**
 * The keys of a trust root by fingerprint: `SHA256:…`, or the OpenPGP fingerprint that is written beside the block
 * (whether the block is that key is looked at when it is used, and by `checkOpenpgpKeys`). Throws `config.trust_root`
 * for a key that can not be read, that is listed twice, or that is marked as compromised.
 */
export function indexKeys(root: TrustRoot): Map<string, TrustedKey> {
  const compromised = compromisedKeys(root);
  const keys = new Map<string, TrustedKey>();
  for (const [principal, { keys: entries }] of Object.entries(root.principals)) {
    for (const [index, entry] of entries.entries()) {
      const place = `\`principals.${principal}.keys[${index}]\``;
      const fingerprint = isOpenpgpKey(entry) ? entry.fingerprint : sshFingerprint(entry, place);
      const owner = keys.get(fingerprint)?.principal;
      if (owner !== undefined) {
        throw trustRootProblem(
          `${place} is a key that ${owner} has already (${fingerprint})`,
          'Give each principal keys of their own, and list each key once.',
        );
      }
      if (compromised.has(fingerprint)) {
        throw trustRootProblem(
          `${place} is marked as compromised (${fingerprint})`,
          'Remove the key; what is marked as compromised never comes back.',
        );
      }
      keys.set(fingerprint, { principal, until: untilOf(entry) });
    }
  }
  return keys;
}

/** The fingerprints that are marked as compromised. Throws `config.trust_root` if one is there twice. */
export function compromisedKeys({ compromised = [] }: TrustRoot): Set<string> {
  const fingerprints = new Set<string>();
  for (const { key } of compromised) {
    if (fingerprints.has(key)) {
      throw trustRootProblem(`${key} is marked as compromised twice`, 'Keep the earlier of the two entries.');
    }
    fingerprints.add(key);
  }
  return fingerprints;
}

function sshFingerprint(entry: SshKeyEntry, place: string): string {
  const key = readKeyLine(sshLineOf(entry));
  if (!('refused' in key)) return key.fingerprint;
  throw trustRootProblem(
    `${place} can not be used: ${explainKeyRefusal(key.refused)}`,
    'Replace or remove the key.',
  );
}
