import { GatehouseError } from '@gatehouse/contracts';
import type { Authorship } from './read-authorship.ts';
import { refused } from './signer.ts';

/** Who would sign. */
export interface WouldSign {
  principal: string;
  /** Who lent the role; null: it is the signer's own. */
  onBehalfOf: string | null;
  /** Whether they deny being an author. */
  denies: boolean;
}

/**
 * Refuses (`refused.role`) a signer who is an author, or signs for one; who is named as an author and does not deny it;
 * or who signs for somebody named, since nobody denies for another. Throws `usage.value` for a denial of what nobody
 * says. `what` is signed, in words.
 */
export function requireNotAuthor(what: string, authorship: Authorship, signer: WouldSign): void {
  const { principal, onBehalfOf, denies } = signer;
  const { authors, named } = authorship;
  for (const who of [principal, onBehalfOf]) {
    if (who === null || !authors.includes(who)) continue;
    throw refused(`${who} wrote ${what} and cannot sign it`, 'Ask somebody else who holds the role.');
  }
  if (onBehalfOf !== null && named.includes(onBehalfOf)) {
    throw refused(
      `${saying(authorship, onBehalfOf)} of ${what}, and ${principal} cannot deny that for ${onBehalfOf}`,
      `Ask somebody else who holds the role, or ${onBehalfOf} to sign with --not-author.`,
    );
  }
  if (named.includes(principal) && !denies) {
    throw refused(
      `${saying(authorship, principal)} of ${what}, and authors cannot sign it`,
      'If you wrote no part of it, add --not-author: your sign-off says so. Otherwise ask somebody else who holds the role.',
    );
  }
  if (denies && !named.includes(principal)) {
    throw new GatehouseError('usage.value', `no commit names ${principal} as an author of ${what}`, {
      hint: 'Leave --not-author out: there is nothing to deny.',
    });
  }
}

function saying({ namedIn }: Authorship, who: string): string {
  const ids = (namedIn.get(who) ?? []).map((id) => id.slice(0, 10));
  return `${ids.length === 0 ? 'a commit' : `commit ${ids.join(', ')}`} names ${who} as an author`;
}
