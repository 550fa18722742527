import { GatehouseError } from '@gatehouse/contracts';
import {
  type Base,
  openBase,
  openCommit,
  openWorkTree,
  type TreeSource,
  usualTarget,
} from '@gatehouse/facts';
import { firstParents, openRepository, type Repository, readRef } from '@gatehouse/git';
import type { Engine } from './engine.ts';
import { requireLockedEngine } from './locked-engine.ts';
import { noTarget } from './no-target.ts';
import { findTarget, requireSameTarget, type Target, targetOf } from './target.ts';

export interface RunOptions {
  /** A folder inside the repository; default: the current one. */
  repo?: string | undefined;
  base?: string | undefined;
  /** The base is the tip that the target has in this clone, whether the head comes from it or not. */
  own?: boolean | undefined;
  head?: string | undefined;
  worktree?: boolean | undefined;
}

/** A repository with the side that judges and the side that is judged. Close the repository when done. */
export interface Run {
  repository: Repository;
  base: Base;
  baseCommit: string;
  /** The branch that a merge promotes to, as the base says. */
  target: Target;
  /** The commit below what is judged; for the work tree, HEAD. */
  headCommit: string;
  head: TreeSource;
  /** Where the head left the base: what differs from it is what the head changes. */
  fork: TreeSource;
}

/** Opens base and head. Throws `config.*`, `git.ref`. */
export async function openRun(engine: Engine, options: RunOptions): Promise<Run> {
  const directory = options.repo ?? engine.cwd;
  // Asked while the repository is opened: starting git is most of what either costs.
  const usual = targetOf(usualTarget);
  const isNamed = options.own || options.base !== undefined;
  const tip = isNamed ? Promise.resolve(null) : findTip(directory, usual, engine);
  // Where there is no repository, opening it says so better.
  tip.catch(() => null);
  const repository = await openRepository(directory, surroundings(engine));
  try {
    const headCommit = await findHead(repository, options.head);
    const named = await findTarget(repository);
    const isUsual = isNamed || named.branch === usual.branch;
    const found = isUsual ? await tip : await findTip(directory, named, engine);
    const name = options.own ? named.own : options.base;
    const baseCommit = await findBase(repository, headCommit, name, { target: named, tip: found });
    const base = await openBase(await openCommit(repository, baseCommit), baseCommit);
    if (options.base === undefined) requireSameTarget(base, named);
    await requireLockedEngine(engine, base);
    const head = options.worktree
      ? openWorkTree(repository.location.root)
      : await openCommit(repository, headCommit);
    // A base that was not named is where the head left the target: nothing is left to find.
    const forkCommit = isNamed ? await findFork(repository, baseCommit, headCommit) : baseCommit;
    const fork = forkCommit === baseCommit ? base.source : await openCommit(repository, forkCommit);
    return { repository, base, baseCommit, target: targetOf(base.target), headCommit, head, fork };
  } catch (error) {
    repository.close();
    throw error;
  }
}

/** What git may see of the user's surroundings when it reads. */
export function surroundings(engine: Engine) {
  return { path: engine.env.PATH ?? '', temporary: engine.temporary };
}

async function findHead(repository: Repository, name: string | undefined): Promise<string> {
  if (name !== undefined) return repository.resolve(name);
  if (repository.location.head !== null) return repository.location.head;
  throw new GatehouseError('config.no_commits', 'this repository has no commits yet', {
    hint: 'Commit policies and the trust root to the target branch first; a release is judged against them.',
  });
}

async function findTip(directory: string, { own, fetched }: Target, engine: Engine): Promise<string | null> {
  const tip = await readRef(directory, own, surroundings(engine));
  return tip ?? readRef(directory, fetched, surroundings(engine));
}

async function findBase(
  repository: Repository,
  head: string,
  name: string | undefined,
  { target, tip }: { target: Target; tip: string | null },
): Promise<string> {
  if (name !== undefined && name !== target.own) return repository.resolve(name);
  const found = name === undefined ? tip : await repository.find(name);
  if (found === null) {
    const code = name === undefined ? 'config.no_base' : 'git.ref';
    throw await noTarget(repository, target, ' to judge against', 'the base: --base', code);
  }
  if (name !== undefined) return found;
  return findFork(repository, found, head);
}

async function findFork(repository: Repository, base: string, head: string): Promise<string> {
  if (base === head) return base;
  const fork = await repository.mergeBase(base, head);
  if (fork !== null) return lastTip(repository, base, head, fork);
  throw new GatehouseError('config.no_base', 'the base and the head have no common history', {
    hint: `Name a base that the head comes from: --base <commit>.`,
  });
}

/**
 * The last commit that head and base share and that was a tip of the base. A merge base that was none came in by a
 * merge: its files are those of a branch, which nobody judged, and may be other than what the merge made of them.
 */
async function lastTip(repository: Repository, base: string, head: string, fork: string): Promise<string> {
  if (fork === base || (await wasTip(repository, base, fork))) return fork;
  for (const tip of await firstParents(repository, base, null)) {
    if (await repository.isAncestor(tip, head)) return tip;
  }
  throw new GatehouseError(
    'config.no_base',
    'the head comes from no commit that was ever a tip of the base',
    {
      hint: `Name a base that the head comes from: --base <commit>.`,
    },
  );
}

async function wasTip(repository: Repository, base: string, commit: string): Promise<boolean> {
  try {
    await firstParents(repository, base, commit);
    return true;
  } catch (error) {
    if (error instanceof GatehouseError && error.code === 'git.ref') return false;
    throw error;
  }
}
