import { GatehouseError } from '@gatehouse/contracts';
import { openCommit } from '@gatehouse/facts';
import type { Repository } from '@gatehouse/git';
import { fetchOf, type Target } from './target.ts';

/** Names that a default branch often has: only the order in which branches are offered depends on them. */
const usual = ['master', 'trunk', 'develop', 'production'];

/** The target is not there. Names the branch that may be meant. `what` it is for, and what may be named `instead`. */
export async function noTarget(
  repository: Repository,
  target: Target,
  what: string,
  instead: string,
  code: 'config.no_base' | 'git.ref' = 'config.no_base',
): Promise<GatehouseError> {
  if (await isWithoutGate(repository)) {
    return new GatehouseError(code, 'this repository has no gate yet: there is no policies/trust/root.yaml', {
      hint: 'Bring it in: pnpm gate init',
    });
  }
  const branch = await likeliest(repository, target);
  const missing = `there is no branch ${target.branch}${what}`;
  if (branch === target.fetched) {
    return new GatehouseError(code, `${missing} in this clone, only what origin has`, {
      hint: `Make it: git branch ${target.branch} ${target.fetched}`,
    });
  }
  const usually = `Fetch it (${fetchOf(target)}), or name ${instead} <commit>.`;
  if (branch === null) return new GatehouseError(code, missing, { hint: usually });
  const short = branch.replace(/^refs\/(heads|remotes\/origin)\//, '');
  return new GatehouseError(code, `${missing}; there is ${short}`, {
    hint:
      `Releases go to ${target.branch}, whatever else a default branch may be called. Rename it (git branch --move ${short} ` +
      `${target.branch}), or name ${instead} ${branch}. If there is a ${target.branch} elsewhere: ${fetchOf(target)}`,
  });
}

async function isWithoutGate({ location, ...objects }: Repository): Promise<boolean> {
  if (location.head === null) return false;
  return (await (await openCommit(objects, location.head)).entryId('policies')) === null;
}

/** The full name of the branch that may be meant; null where there is none. */
async function likeliest(repository: Repository, target: Target): Promise<string | null> {
  if ((await repository.find(target.fetched)) !== null) return target.fetched;
  const [own, fetched] = await Promise.all([
    repository.refs('refs/heads/'),
    repository.symbolicRefs().then((refs) => refs.get('refs/remotes/origin/HEAD')),
  ]);
  // A branch that `gate new` made is none that releases go to.
  const names = own.map(({ name }) => name).filter((name) => !name.startsWith('refs/heads/release/'));
  const known = usual.map((name) => `refs/heads/${name}`).find((name) => names.includes(name));
  return fetched ?? known ?? names[0] ?? null;
}
