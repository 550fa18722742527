import { GatehouseError } from '@gatehouse/contracts';
import { type Base, openCommit, openWorkTree, readSettings, usualTarget } from '@gatehouse/facts';
import type { Repository } from '@gatehouse/git';

/** The branch that a merge promotes to, and where its tip is, by full names: a tag may have any short one. */
export interface Target {
  readonly branch: string;
  readonly own: string;
  readonly fetched: string;
}

export function targetOf(branch: string): Target {
  return { branch, own: `refs/heads/${branch}`, fetched: `refs/remotes/origin/${branch}` };
}

/** How people bring it here, whatever else has its name there. */
export function fetchOf({ own, fetched }: Target): string {
  return `git fetch origin +${own}:${fetched}`;
}

/**
 * The target that HEAD names, to find the base by. What HEAD says is believed only once the base that is found says the
 * same (`requireSameTarget`). Throws what `readSettings` throws.
 */
export async function findTarget(repository: Repository): Promise<Target> {
  const { head, root, bare } = repository.location;
  // A server that has nothing yet: what people will clone is what its HEAD names.
  if (head === null && bare)
    return targetOf((await repository.headRef())?.replace('refs/heads/', '') ?? usualTarget);
  const committed = head === null ? null : await readSettings(await openCommit(repository, head));
  // Before the first commit of it, as `gate init` left it.
  const settings = committed ?? (bare ? null : await readSettings(openWorkTree(root)));
  return targetOf(settings?.target ?? usualTarget);
}

/**
 * The target by what origin calls its default branch, where it says so: what is checked out does not choose it, as a job may
 * well have a tag or a branch there. Throws as `findTarget`.
 */
export async function publishedTarget(repository: Repository): Promise<Target> {
  const named = (await repository.symbolicRefs()).get('refs/remotes/origin/HEAD');
  const tip = named === undefined ? null : await repository.find(named);
  if (tip === null) return findTarget(repository);
  const settings = await readSettings(await openCommit(repository, tip));
  return targetOf(settings?.target ?? usualTarget);
}

/** Throws `config.no_base` where the base, which judges, promotes to another branch than the one that it was found by. */
export function requireSameTarget(base: Base, { branch }: Target): void {
  if (base.target === branch) return;
  throw new GatehouseError(
    'config.no_base',
    `the head says that promotions go to ${branch}, and ${branch} itself says that they go to ${base.target}`,
    {
      hint: `The base decides. Name it: --base refs/heads/${base.target}, or take the change of gatehouse.yaml out of this branch.`,
      place: { file: 'gatehouse.yaml' },
    },
  );
}
