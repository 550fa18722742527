import type { FactsConfirmation } from '@gatehouse/contracts';
import type { Confirmation } from './confirmation.ts';
import { checkFor, type SignoffScope } from './judge-signoffs.ts';
import { voids } from './seats.ts';
import type { VerifiedSignoff } from './verify-signoff.ts';

/** The release that is judged, and what a thing that is confirmed rests on now. */
export interface ConfirmationScope extends SignoffScope {
  /** The digest of all that it rests on, as it stands now. */
  digestOf(confirmation: Omit<Confirmation, 'digest'>): string;
}

/**
 * What signers have said is so, each with the reason why it counts or not, by item and commit. A confirmation outlives
 * an edit of the release elsewhere, and not one of what it rests on. A withdrawal in the same role takes it back.
 */
export function countConfirmations(
  verified: readonly VerifiedSignoff[],
  scope: ConfirmationScope,
): FactsConfirmation[] {
  const withdrawals = verified
    .filter(({ signoff }) => signoff?.decision === 'withdraw')
    .flatMap((one) => {
      const valid = checkFor(scope, one);
      return 'refused' in valid ? [] : [valid];
    });
  const told = verified.flatMap((one) => {
    const { id: commit, principal, on, signoff } = one;
    if (!signoff?.confirms) return [];
    const valid = checkFor(scope, one, false);
    const isWithdrawn = !('refused' in valid) && withdrawals.some((no) => voids(no, valid, scope.isAncestor));
    const refusal = 'refused' in valid ? valid.refused : isWithdrawn ? ('withdrawn' as const) : null;
    return signoff.confirms.map(({ digest, ...confirmation }) => {
      const reason = refusal ?? (scope.digestOf(confirmation) === digest ? 'counted' : 'stale');
      const { item, version, parts } = confirmation;
      return { item, version, parts, commit, principal, on, counted: reason === 'counted', reason };
    });
  });
  return told.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function keyOf({ item, commit }: FactsConfirmation): string {
  return `${item} ${commit}`;
}
