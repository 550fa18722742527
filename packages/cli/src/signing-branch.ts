import { GatehouseError } from '@gatehouse/contracts';
import type { Target } from '@gatehouse/judge';
import type { Host } from './host.ts';

/**
 * Refuses to sign on the target (`refused.branch`): a commit of main that no merge brought in is no sign-off of a
 * release that waits, and an audit calls it a bypass. `ref`: what HEAD points to.
 */
export function requireOwnBranch(ref: string, { branch, own }: Target): void {
  if (ref !== own) return;
  throw new GatehouseError(
    'refused.branch',
    `sign-offs belong on the branch of the release, and this is ${branch}`,
    {
      hint:
        'Switch to that branch: git switch <branch>. To ratify, or to withdraw from what is promoted, make one ' +
        `(git switch --create <branch>), sign on it, and have it merged into ${branch}.`,
    },
  );
}

/** Where no branch is checked out, the next checkout would leave a sign-off behind. */
export function tellDetached(host: Host, ref: string): void {
  if (ref !== 'HEAD') return;
  host.stderr.write(
    '! HEAD is detached: no branch keeps this commit. Keep it: git switch --create <branch>, or push it: ' +
      'git push origin HEAD:refs/heads/<branch>\n',
  );
}
