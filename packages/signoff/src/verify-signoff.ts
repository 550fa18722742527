import { dayOf } from './calendar-date.ts';
import { parseCommit } from './commit.ts';
import { findSigner, type Signer } from './find-signer.ts';
import type { SignoffReason } from './signoff-reason.ts';
import { parseSignoffMessage, type Signoff } from './trailers.ts';
import type { TrustRootIndex } from './trust-root.ts';

/** A commit that may be a sign-off. The caller has hashed `bytes` and found that they are the object `id`. */
export interface SignoffCandidate {
  id: string;
  bytes: Uint8Array;
  /** The tree of its single parent; null if it has none or several. */
  parentTree: string | null;
}

/** What a candidate says, and whose key said it: true or refused for whatever release it is about. Plain JSON. */
export interface VerifiedSignoff {
  id: string;
  /** The claim; null where the message could not be read. */
  signoff: Signoff | null;
  /** Who signed, and with which key; null unless the signature verified with a key of the trust root. */
  principal: string | null;
  key: string | null;
  /** The last day on which what that key signed counts; null: no end. */
  keyUntil: string | null;
  /** The day (UTC) that the committer claims; null where there is none. */
  on: string | null;
  refusal: SignoffReason | null;
}

/**
 * Verifies one candidate against a trust root. Depends on nothing else, the time included, so its result is kept with the
 * bytes. Signatures are computed in threads: ask for many at once.
 */
export function verifySignoff(candidate: SignoffCandidate, root: TrustRootIndex): Promise<VerifiedSignoff> {
  const { id, bytes, parentTree } = candidate;
  const verified = known.get(root) ?? new WeakMap<Uint8Array, Verified>();
  known.set(root, verified);
  const before = verified.get(bytes);
  if (before?.id === id && before.parentTree === parentTree) return before.signoff;
  const signoff = verify(candidate, root);
  verified.set(bytes, { id, parentTree, signoff });
  return signoff;
}

interface Verified {
  id: string;
  parentTree: string | null;
  signoff: Promise<VerifiedSignoff>;
}

// An audit asks for the sign-offs of a version again with each later one that names it as its rollback target.
const known = new WeakMap<TrustRootIndex, WeakMap<Uint8Array, Verified>>();

async function verify(candidate: SignoffCandidate, root: TrustRootIndex): Promise<VerifiedSignoff> {
  const refused = (refusal: SignoffReason, signoff: Signoff | null = null): VerifiedSignoff => {
    return { id: candidate.id, signoff, ...nobody, on: null, refusal };
  };
  const commit = parseCommit(candidate.bytes);
  if ('refused' in commit) return refused(`malformed-commit:${commit.refused}`);
  const signoff = parseSignoffMessage(commit.message);
  if (signoff === null) return refused('malformed-message:no-trailers');
  if ('refused' in signoff) return refused(`malformed-message:${signoff.refused}`);
  if (commit.parents.length !== 1) return refused('not-single-parent', signoff);
  if (commit.tree !== candidate.parentTree) return refused('not-empty', signoff);
  const signer = await findSigner(commit, root);
  if ('refusal' in signer) return refused(signer.refusal, signoff);
  return { id: candidate.id, signoff, ...signer, on: dayOf(commit.committer.seconds), refusal: null };
}

const nobody: Record<keyof Signer, null> = { principal: null, key: null, keyUntil: null };
