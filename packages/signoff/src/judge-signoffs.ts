import type { FactsSignoff } from '@gatehouse/contracts';
import { earlier, isOver } from './calendar-date.ts';
import { isLent } from './delegations.ts';
import type { Authors } from './find-authors.ts';
import type { Refused } from './refused.ts';
import { chooseSeats, type ValidSignoff } from './seats.ts';
import type { SignoffReason } from './signoff-reason.ts';
import type { TrustRootIndex } from './trust-root.ts';
import { type SignoffCandidate, type VerifiedSignoff, verifySignoff } from './verify-signoff.ts';

/** The release that is judged, and the trust root that it is judged by. */
export interface SignoffScope {
  root: TrustRootIndex;
  project: string;
  target: string;
  /** `<name>/<version>` */
  release: string;
  /** The folder that lent roles are lent for: `releases/<name>/<version>`. */
  folder: string;
  /** The digest of the release's statement as it stands now. */
  digest: string;
  /** Principals who wrote the release: proven, and named by its commits (see `findAuthors`). */
  authors: readonly string[];
  named: readonly string[];
  /** The day (UTC) that is judged for, `YYYY-MM-DD`. */
  today: string;
  /** Whether the commit `ancestor` can be reached from `descendant` through parents, or is it. */
  isAncestor(ancestor: string, descendant: string): boolean;
}

/** Judges candidates: as many answers, in the same order. The order itself decides nothing. */
export async function judgeSignoffs(
  request: SignoffScope & { candidates: readonly SignoffCandidate[] },
): Promise<FactsSignoff[]> {
  const verified = request.candidates.map((candidate) => verifySignoff(candidate, request.root));
  return countSignoffs(await Promise.all(verified), request);
}

/**
 * Like `judgeSignoffs`, for candidates that were verified before (against the same root): for many releases. What
 * counts is an approval, a confirmation, a breaking of the glass or a ratification: look at the decision.
 */
export function countSignoffs(verified: readonly VerifiedSignoff[], scope: SignoffScope): FactsSignoff[] {
  const checked = verified.map((one) => ({ one, valid: checkFor(scope, one) }));
  const valid = checked.flatMap((entry) => ('refused' in entry.valid ? [] : [entry.valid]));
  const seats = chooseSeats(valid, scope.isAncestor);
  return checked.map(({ one, valid: mine }) => {
    const reason = 'refused' in mine ? mine.refused : (seats.get(mine) ?? 'superseded');
    return {
      commit: one.id,
      principal: one.principal,
      role: one.signoff?.role ?? null,
      decision: one.signoff?.decision ?? null,
      until: one.signoff?.until ?? null,
      on_behalf_of: 'refused' in mine ? null : mine.onBehalfOf,
      counted: reason === 'counted',
      reason,
    };
  });
}

/**
 * Whether a sign-off is about this release, by somebody who may say it. `bound`: whether it is worth nothing when the
 * release is no longer what was signed; what it confirms is bound to less (see `countConfirmations`).
 */
export function checkFor(
  scope: SignoffScope,
  one: VerifiedSignoff,
  bound = one.signoff?.decision !== 'confirm',
): ValidSignoff | Refused<SignoffReason> {
  const { id, signoff, principal, refusal } = one;
  const { root, today } = scope;
  if (refusal !== null) return { refused: refusal };
  const holder = principal === null ? undefined : root.root.principals[principal];
  if (signoff === null || principal === null || holder === undefined) return { refused: 'unknown-key' };
  // A withdrawal holds whatever the release was when it was withdrawn, and for good: in doubt, nobody has approved.
  const isWithdrawal = signoff.decision === 'withdraw';

  if (signoff.project !== scope.project) return { refused: 'other-project' };
  if (signoff.target !== scope.target) return { refused: 'other-target' };
  if (signoff.release !== scope.release) return { refused: 'other-release' };
  if (!isWithdrawal && signoff.root > root.root.version) return { refused: 'newer-trust-root' };
  if (bound && !isWithdrawal && signoff.digest !== scope.digest) return { refused: 'stale' };
  const held = root.rolesFor(principal, scope.folder, today).find(({ role }) => role === signoff.role);
  if (held === undefined) {
    return { refused: isLent(root.root, principal, signoff.role) ? 'not-lent' : 'role-not-held' };
  }
  if (holder.kind !== 'person') return { refused: 'bot' };
  // Who wrote a release cannot have it signed by a deputy either.
  const { onBehalfOf } = held;
  if ([principal, onBehalfOf].some((who) => who !== null && scope.authors.includes(who))) {
    return { refused: 'author' };
  }
  if (!isWithdrawal && isNamed(scope, { principal, onBehalfOf, signoff })) return { refused: 'named-author' };
  const until = earlier(signoff.until ?? null, one.keyUntil);
  if (!isWithdrawal && isOver(until, today)) return { refused: 'expired' };
  return { id, signoff, principal, onBehalfOf };
}

/** Whether somebody is named as an author who has not denied it. Nobody denies it for another. */
function isNamed(
  { named }: SignoffScope,
  { principal, onBehalfOf, signoff }: Omit<ValidSignoff, 'id'>,
): boolean {
  if (onBehalfOf !== null && named.includes(onBehalfOf)) return true;
  return named.includes(principal) && signoff.denies !== 'authorship';
}

/** The authors, and who is named as one without having denied it in a sign-off that counts; sorted. */
export function undeniedAuthors(
  { authors, named }: Authors,
  verified: readonly VerifiedSignoff[],
  judged: readonly FactsSignoff[],
): string[] {
  const denials = new Set(verified.filter(({ signoff }) => signoff?.denies).map(({ id }) => id));
  const denied = judged.filter(({ counted, commit }) => counted && denials.has(commit));
  return [...authors, ...named.filter((who) => denied.every(({ principal }) => principal !== who))].sort();
}
