import { earlier } from './calendar-date.ts';
import { verifyOpenpgpSignature } from './openpgp-signature.ts';
import { isOpenpgpSignature, isX509Signature } from './signature-kind.ts';
import type { SignoffReason } from './signoff-reason.ts';
import { verifySshSignature } from './sshsig.ts';
import type { TrustRootIndex } from './trust-root.ts';

/** Whose key signed, and which. */
export interface Signer {
  principal: string;
  /** The key's fingerprint, as the trust root knows it. */
  key: string;
  /** The last day on which what this key signed counts; null: no end. */
  keyUntil: string | null;
}

/** Verifies a commit's signature and finds whose key in the trust root made it. */
export async function findSigner(
  { signature, payload }: { signature: string | null; payload: Uint8Array },
  root: TrustRootIndex,
): Promise<Signer | { refusal: SignoffReason }> {
  if (signature === null) return { refusal: 'unsigned' };
  if (isX509Signature(signature)) return { refusal: 'unsupported-signature:x509' };
  if (isOpenpgpSignature(signature)) {
    const made = await verifyOpenpgpSignature({ armour: signature, message: payload, root: root.root });
    if (made === null) return { refusal: 'unknown-key' };
    return 'refused' in made ? { refusal: `bad-signature:${made.refused}` } : ownerOf(made, root);
  }
  const made = await verifySshSignature({ armour: signature, message: payload, namespace: 'git' });
  if ('refused' in made) return { refusal: `bad-signature:${made.refused}` };
  return ownerOf({ fingerprint: made.key.fingerprint, until: null }, root);
}

function ownerOf(
  { fingerprint, until }: { fingerprint: string; until: string | null },
  root: TrustRootIndex,
): Signer | { refusal: SignoffReason } {
  if (root.isCompromised(fingerprint)) return { refusal: 'compromised-key' };
  const owner = root.keyOf(fingerprint);
  if (owner === null) return { refusal: 'unknown-key' };
  return { principal: owner.principal, key: fingerprint, keyUntil: earlier(owner.until, until) };
}
