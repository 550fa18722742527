import { findSigner } from './find-signer.ts';
import { explainReason, type SignoffReason } from './signoff-reason.ts';
import { splitSignature } from './split-signature.ts';
import type { TrustRootIndex } from './trust-root.ts';

/** Who signed a commit, or why that cannot be told. */
export type CommitSigner = { principal: string } | { refusal: SignoffReason };

/**
 * Finds the principal whose key signed a raw commit, of whatever tool: only a sign-off has to be in the strict grammar.
 * The key may have lapsed since: who wrote something does not change with time.
 */
export function findCommitSigner(bytes: Uint8Array, root: TrustRootIndex): Promise<CommitSigner> {
  const signers = known.get(root) ?? new WeakMap<Uint8Array, Promise<CommitSigner>>();
  known.set(root, signers);
  const signer = signers.get(bytes) ?? verify(bytes, root);
  signers.set(bytes, signer);
  return signer;
}

// Authors and contributions are asked for by the same commits, and signatures are what takes time.
const known = new WeakMap<TrustRootIndex, WeakMap<Uint8Array, Promise<CommitSigner>>>();

async function verify(bytes: Uint8Array, root: TrustRootIndex): Promise<CommitSigner> {
  const commit = splitSignature(bytes);
  if ('refused' in commit) return { refusal: `malformed-commit:${commit.refused}` };
  const signer = await findSigner(commit, root);
  return 'refusal' in signer ? signer : { principal: signer.principal };
}

/** Who signed a commit, as facts say it: nobody of the trust root, for the reason in words, or a principal. */
export interface KnownSigner {
  principal: string | null;
  reason: string | null;
}

/** The same as data. */
export async function tellSigner(bytes: Uint8Array, root: TrustRootIndex): Promise<KnownSigner> {
  const signer = await findCommitSigner(bytes, root);
  return 'refusal' in signer
    ? { principal: null, reason: explainReason(signer.refusal) }
    : { principal: signer.principal, reason: null };
}
