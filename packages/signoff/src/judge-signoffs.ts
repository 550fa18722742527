import type { FactsSignoff } from '@gatehouse/contracts';
import type { Refused } from './refused.ts';
import type { SignoffReason } from './signoff-reason.ts';
import type { Signoff } from './trailers.ts';
import type { TrustRootIndex } from './trust-root.ts';
import { type SignoffCandidate, type VerifiedSignoff, verifySignoff } from './verify-signoff.ts';

/** The release that is judged, and the trust root that it is judged by. */
export interface SignoffScope {
  root: TrustRootIndex;
  project: string;
  target: string;
  /** `<name>/<version>` */
  release: string;
  /** The digest of the release's statement as it stands now. */
  digest: string;
  /** Principals who wrote the release. */
  authors: readonly string[];
  /** Whether the commit `ancestor` can be reached from `descendant` through parents. */
  isAncestor(ancestor: string, descendant: string): boolean;
}

/** Judges candidates, given newest first in topological order: as many answers, in the same order. */
export function judgeSignoffs(
  request: SignoffScope & { candidates: readonly SignoffCandidate[] },
): FactsSignoff[] {
  const verified = request.candidates.map((candidate) => verifySignoff(candidate, request.root));
  return countSignoffs(verified, request);
}

/** Like `judgeSignoffs`, for candidates that were verified before (against the same root): for many releases. */
export function countSignoffs(verified: readonly VerifiedSignoff[], scope: SignoffScope): FactsSignoff[] {
  const checked = verified.map((one) => ({ one, valid: checkFor(scope, one) }));
  const valid = checked.flatMap((entry) => ('refused' in entry.valid ? [] : [entry.valid]));
  const withdrawals = valid.filter(({ signoff }) => signoff.decision === 'withdraw');
  const seats = new Set<string>();
  return checked.map((entry) => {
    const reason =
      'refused' in entry.valid
        ? entry.valid.refused
        : weigh(entry.valid, withdrawals, seats, scope.isAncestor);
    return {
      commit: entry.one.id,
      principal: entry.one.principal,
      role: entry.one.signoff?.role ?? null,
      decision: entry.one.signoff?.decision ?? null,
      counted: reason === 'counted',
      reason,
    };
  });
}

/** A sign-off for the release, by somebody who may give it. */
interface ValidSignoff {
  id: string;
  signoff: Signoff;
  principal: string;
}

function checkFor(scope: SignoffScope, one: VerifiedSignoff): ValidSignoff | Refused<SignoffReason> {
  const { id, signoff, principal, refusal } = one;
  if (refusal !== null) return { refused: refusal };
  const holder = principal === null ? undefined : scope.root.root.principals[principal];
  if (signoff === null || principal === null || holder === undefined) return { refused: 'unknown-key' };

  if (signoff.project !== scope.project) return { refused: 'other-project' };
  if (signoff.target !== scope.target) return { refused: 'other-target' };
  if (signoff.release !== scope.release) return { refused: 'other-release' };
  // A withdrawal holds whatever the release was when it was withdrawn: in doubt, nobody has approved.
  if (signoff.decision === 'approve') {
    if (signoff.root > scope.root.root.version) return { refused: 'newer-trust-root' };
    if (signoff.digest !== scope.digest) return { refused: 'stale' };
  }
  if (!holder.roles.includes(signoff.role)) return { refused: 'role-not-held' };
  if (holder.kind !== 'person') return { refused: 'bot' };
  if (scope.authors.includes(principal)) return { refused: 'author' };
  return { id, signoff, principal };
}

/** `seats`: who has been counted in which role, so far. */
function weigh(
  one: ValidSignoff,
  withdrawals: readonly ValidSignoff[],
  seats: Set<string>,
  isAncestor: SignoffScope['isAncestor'],
): SignoffReason {
  if (one.signoff.decision === 'withdraw') return 'withdrawal';
  const seat = seatOf(one);
  // Only an approval that descends from the withdrawal takes it back: of two that do not know of each other, no wins.
  const isWithdrawn = withdrawals.some((no) => seatOf(no) === seat && !isAncestor(no.id, one.id));
  if (isWithdrawn) return 'withdrawn';
  if (seats.has(seat)) return 'superseded';
  seats.add(seat);
  return 'counted';
}

function seatOf({ principal, signoff }: ValidSignoff): string {
  return `${principal} ${signoff.role}`;
}
