import { GatehouseError } from '@gatehouse/contracts';
import type { Writer } from '@gatehouse/git/write';
import type { Run } from '@gatehouse/judge';
import type { Host } from './host.ts';

/**
 * Fetches the branch that is signed on, and refuses to sign behind origin: the push would be refused, and to rebase then
 * loses every signature. Throws `refused.branch`, `git.failed`.
 */
export async function requireNotBehindOrigin(
  { repository, headCommit }: Run,
  writer: Writer,
  ref: string,
): Promise<void> {
  const branch = branchOf(ref);
  const fetched = `refs/remotes/origin/${branch}`;
  if (!(await writer.fetch(ref, fetched))) return;
  const tip = await repository.resolve(fetched);
  if (tip === headCommit || (await repository.isAncestor(tip, headCommit))) return;
  throw new GatehouseError('refused.branch', `origin has commits on ${branch} that are not here`, {
    hint: `Take them in first, and never by a rebase, which loses signatures: git merge origin/${branch}. Then sign.`,
  });
}

/** Publishes the branch, and says so. Throws `git.failed`. */
export async function pushBranch(host: Host, writer: Writer, ref: string): Promise<void> {
  await writer.push('HEAD', ref);
  host.stdout.write(`Pushed to origin: ${branchOf(ref)}\n`);
}

/** The branch of a full name. Throws `refused.branch` where none is checked out. */
function branchOf(ref: string): string {
  if (ref.startsWith('refs/heads/')) return ref.slice('refs/heads/'.length);
  throw new GatehouseError('refused.branch', 'HEAD is detached: there is no branch to push', {
    hint: 'Check the branch out first: git switch <branch>.',
  });
}
