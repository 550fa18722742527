import type { Repository } from '@gatehouse/git';
import type { VerifiedSignoff } from '@gatehouse/signoff';
import { indexSignoffs } from './index-signoffs.ts';
import type { Base } from './open-base.ts';
import { readHistory } from './read-history.ts';

/**
 * Withdrawals that other branches of the repository have, and a change has not: whoever leaves the commit of a withdrawal
 * out does not take it back. `tips`: commits besides those of the branches. They count for what is decided now, and for
 * the very content that they are about; an audit of later knows what is part of main alone.
 */
export async function readElsewhere(
  repository: Repository,
  base: Pick<Base, 'commit' | 'trustRoot'>,
  head: string,
  tips: readonly string[] = [],
): Promise<VerifiedSignoff[]> {
  const refs = await repository.refs('refs/');
  // Tags name what was; and what a tag names need not be a commit.
  const branches = refs
    .filter(({ name }) => !/^refs\/(tags|notes|replace|stash)\b/.test(name))
    .map(({ id }) => id);
  const open = [...new Set([...branches, ...tips])].filter((id) => id !== head && id !== base.commit);
  const ids = await repository.commitsMentioning(['Gatehouse-Decision: withdraw'], open, [base.commit, head]);
  if (ids.length === 0) return [];
  const { candidates } = await readHistory(repository, ids);
  const signoffs = await indexSignoffs(candidates, base.trustRoot);
  return [...signoffs.values()]
    .flat()
    .filter(({ refusal, signoff }) => refusal === null && signoff?.decision === 'withdraw');
}
