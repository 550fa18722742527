import { findSigner } from './find-signer.ts';
import type { SignoffReason } from './signoff-reason.ts';
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

/** The same, without the reason: null where it cannot be told. */
export async function commitSigner(bytes: Uint8Array, root: TrustRootIndex): Promise<string | null> {
  const signer = await findCommitSigner(bytes, root);
  return 'refusal' in signer ? null : signer.principal;
}
