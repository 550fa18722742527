import type { SignoffReason } from './signoff-reason.ts';
import type { Signoff } from './trailers.ts';

/** A sign-off for the release that is judged, by somebody who may give it. */
export interface ValidSignoff {
  id: string;
  signoff: Signoff;
  principal: string;
  /** Who lent the role; null: it is the signer's own. */
  onBehalfOf: string | null;
}

type IsAncestor = (ancestor: string, descendant: string) => boolean;

/**
 * Gives each seat, which is a decision in a role of somebody, to one sign-off that nobody has withdrawn: of who holds
 * the role rather than of those it is lent to, and then the newest, by ancestry, or by id where that says nothing. The
 * reason why each counts or not; the order in which they are given decides nothing.
 */
export function chooseSeats(
  signoffs: readonly ValidSignoff[],
  isAncestor: IsAncestor,
): Map<ValidSignoff, SignoffReason> {
  const reasons = new Map<ValidSignoff, SignoffReason>();
  const withdrawals = signoffs.filter(({ signoff }) => signoff.decision === 'withdraw');
  const seats = new Map<string, ValidSignoff[]>();
  for (const one of signoffs) {
    const seat = seats.get(seatOf(one));
    if (one.signoff.decision === 'withdraw') reasons.set(one, 'withdrawal');
    else if (withdrawals.some((no) => voids(no, one, isAncestor))) reasons.set(one, 'withdrawn');
    // Each confirms other things: none takes the place of another.
    else if (one.signoff.decision === 'confirm') reasons.set(one, 'counted');
    else if (seat) seat.push(one);
    else seats.set(seatOf(one), [one]);
  }
  for (const seat of seats.values()) {
    const own = seat.filter(({ onBehalfOf }) => onBehalfOf === null);
    const counted = newest(own.length > 0 ? own : seat, isAncestor);
    for (const one of seat) {
      reasons.set(one, one.principal === counted?.principal ? 'superseded' : 'lent-once');
    }
    if (counted) reasons.set(counted, 'counted');
  }
  return reasons;
}

/** Whether a withdrawal takes back what somebody said. */
// Only what descends from the withdrawal takes it back: of a yes and a no that do not know of each other, no wins.
export function voids(no: ValidSignoff, yes: ValidSignoff, isAncestor: IsAncestor): boolean {
  const isTheirs = no.principal === yes.principal || no.principal === yes.onBehalfOf;
  return isTheirs && no.signoff.role === yes.signoff.role && !isAncestor(no.id, yes.id);
}

// Ids hold no spaces.
function seatOf({ principal, onBehalfOf, signoff }: ValidSignoff): string {
  return `${signoff.decision} ${signoff.role} ${onBehalfOf ?? principal}`;
}

function newest(signoffs: readonly ValidSignoff[], isAncestor: IsAncestor): ValidSignoff | undefined {
  let tips: ValidSignoff[] = [];
  for (const one of signoffs) {
    if (tips.some((tip) => isAncestor(one.id, tip.id))) continue;
    tips = [...tips.filter((tip) => !isAncestor(tip.id, one.id)), one];
  }
  return tips.sort((a, b) => (a.id < b.id ? -1 : 1))[0];
}
