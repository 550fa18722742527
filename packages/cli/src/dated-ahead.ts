import { GatehouseError } from '@gatehouse/contracts';
import { committerDate, slack } from '@gatehouse/facts';
import type { Host } from './host.ts';
import type { Run } from './open-run.ts';

/**
 * A commit of the change that is dated after now, as an error to be told (`refused.not_ready`); null if none is. Merged
 * now, it would be older than what merges it, and an audit would refuse that.
 */
export async function findDatedAhead(
  host: Host,
  { repository }: Run,
  ids: readonly string[],
): Promise<GatehouseError | null> {
  const now = host.now().getTime() / 1000;
  const commits = await Promise.all(ids.map((id) => repository.readCommit(id)));
  const dated = commits.map(({ id, bytes }) => ({ id, date: committerDate(bytes) ?? 0 }));
  const ahead = dated.filter(({ date }) => date > now + slack).sort((one, other) => other.date - one.date);
  const [latest] = ahead;
  if (latest === undefined) return null;
  const others = ahead.length > 1 ? `, and ${ahead.length - 1} more of its commits are dated ahead` : '';
  const date = `${new Date(latest.date * 1000).toISOString().slice(0, 19)}Z`;
  const message = `commit ${latest.id.slice(0, 10)} of this branch is dated ${date}, which is to come${others}: a clock is wrong`;
  return new GatehouseError('refused.not_ready', message, {
    hint:
      'If the clock here is right (date -u), wait until then, or have them made again by a right clock, sign-offs too: ' +
      'until then nothing of it is promoted.',
  });
}
