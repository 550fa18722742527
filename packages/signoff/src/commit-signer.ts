import { parseCommit } from './commit.ts';
import { findSigner } from './find-signer.ts';
import type { TrustRootIndex } from './trust-root.ts';

/**
 * The principal whose key signed a raw commit; null where it is not signed, not in the strict grammar, or signed by
 * nobody of the trust root. The key may have lapsed since: who wrote something does not change with time.
 */
export async function commitSigner(bytes: Uint8Array, root: TrustRootIndex): Promise<string | null> {
  const commit = parseCommit(bytes);
  if ('refused' in commit) return null;
  const signer = await findSigner(commit, root);
  return 'refusal' in signer ? null : signer.principal;
}
