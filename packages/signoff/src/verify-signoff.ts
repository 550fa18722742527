import { type Commit, parseCommit } from './commit.ts';
import type { SignoffReason } from './signoff-reason.ts';
import { verifySshSignature } from './sshsig.ts';
import { parseSignoffMessage, type Signoff } from './trailers.ts';
import type { TrustRootIndex } from './trust-root.ts';

/** A commit that may be a sign-off. The caller has hashed `bytes` and found that they are the object `id`. */
export interface SignoffCandidate {
  id: string;
  bytes: Uint8Array;
  /** The tree of its single parent; null if it has none or several. */
  parentTree: string | null;
}

/** What a candidate says, and whose key said it: true or refused for whatever release it is about. */
export interface VerifiedSignoff {
  id: string;
  /** The claim; null where the message could not be read. */
  signoff: Signoff | null;
  /** Who signed; null unless the signature verified with a key of the trust root. */
  principal: string | null;
  refusal: SignoffReason | null;
}

/** Verifies one candidate against a trust root. Depends on nothing else, so its result can be kept. */
export function verifySignoff(candidate: SignoffCandidate, root: TrustRootIndex): VerifiedSignoff {
  const refused = (refusal: SignoffReason, signoff: Signoff | null = null): VerifiedSignoff => {
    return { id: candidate.id, signoff, principal: null, refusal };
  };
  const commit = parseCommit(candidate.bytes);
  if ('refused' in commit) return refused(`malformed-commit:${commit.refused}`);
  const signoff = parseSignoffMessage(commit.message);
  if (signoff === null) return refused('malformed-message:no-trailers');
  if ('refused' in signoff) return refused(`malformed-message:${signoff.refused}`);
  if (commit.parents.length !== 1) return refused('not-single-parent', signoff);
  if (commit.tree !== candidate.parentTree) return refused('not-empty', signoff);
  const signer = findSigner(commit, root);
  if ('refusal' in signer) return refused(signer.refusal, signoff);
  return { id: candidate.id, signoff, principal: signer.principal, refusal: null };
}

function findSigner(
  { signature, payload }: Commit,
  root: TrustRootIndex,
): { principal: string } | { refusal: SignoffReason } {
  if (signature === null) return { refusal: 'unsigned' };
  // The armour headers by which git itself tells the formats apart (gpg-interface.c).
  if (/^-----BEGIN PGP (SIGNATURE|MESSAGE)-----/.test(signature))
    return { refusal: 'unsupported-signature:openpgp' };
  if (signature.startsWith('-----BEGIN SIGNED MESSAGE-----'))
    return { refusal: 'unsupported-signature:x509' };
  const verified = verifySshSignature({ armour: signature, message: payload, namespace: 'git' });
  if ('refused' in verified) return { refusal: `bad-signature:${verified.refused}` };
  const principal = root.principalOfKey(verified.key.fingerprint);
  return principal === null ? { refusal: 'unknown-key' } : { principal };
}
