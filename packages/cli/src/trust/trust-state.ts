import { GatehouseError } from '@gatehouse/contracts';
import { loadTrustRoot, openCommit, openWorkTree, type TreeSource } from '@gatehouse/facts';
import { openRepository, type Repository } from '@gatehouse/git';
import { findTarget, noTarget, surroundings, type Target } from '@gatehouse/judge';
import { type TrustRootIndex, trustRootPath } from '@gatehouse/signoff';
import type { Host } from '../host.ts';

export interface TrustOptions {
  /** A folder inside the repository; default: the current one. */
  repo?: string;
  /** The commit whose trust root is followed; default: the tip of main. */
  base?: string;
}

/** The work tree in which trust is edited, and what it has to follow. */
export interface TrustState {
  repository: Repository;
  workTree: TreeSource;
  target: Target;
  /** null: main has no trust root yet, so there is nothing to follow. */
  base: TrustBase | null;
}

export interface TrustBase {
  trustRoot: TrustRootIndex;
  /** `sha256:…` of its file. */
  digest: string;
  /** Where the branch left main. */
  fork: TreeSource;
  /** Whether main has another trust root by now than where the branch left it. */
  moved: boolean;
}

/**
 * Opens the repository for the time of `work`. Throws `config.not_a_repository`, `config.no_base`, and
 * `config.trust_root` where the root of main can not be used.
 */
export async function withTrustState<T>(
  host: Host,
  options: TrustOptions,
  work: (state: TrustState) => Promise<T>,
): Promise<T> {
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  try {
    if (repository.location.bare) throw noWorkTree(repository.location.root);
    const workTree = openWorkTree(repository.location.root);
    const target = await findTarget(repository);
    const base = await findBase(repository, target, options.base);
    return await work({ repository, workTree, target, base });
  } finally {
    repository.close();
  }
}

async function findBase(
  repository: Repository,
  target: Target,
  name: string | undefined,
): Promise<TrustBase | null> {
  const { head } = repository.location;
  const tip = name === undefined ? await findTip(repository, target) : await repository.resolve(name);
  if (tip === null) {
    // A version that is counted from nothing would bring an old root back.
    if (head !== null && (await hasRoot(repository, head)))
      throw await noTarget(repository, target, ', whose trust root is to be followed', 'the base: --base');
    return null;
  }
  const source = await openCommit(repository, tip);
  const file = await source.digest(trustRootPath);
  if (file === null) return null;
  const forked = head === null ? null : await repository.mergeBase(tip, head);
  if (forked === null) throw noBase(target, `this branch has no history in common with ${target.branch}`);
  const fork = await openCommit(repository, forked);
  return {
    trustRoot: await loadTrustRoot(source),
    digest: file.digest,
    fork,
    moved: (await fork.digest(trustRootPath))?.digest !== file.digest,
  };
}

async function findTip(repository: Repository, { own, fetched }: Target): Promise<string | null> {
  return (await repository.find(own)) ?? repository.find(fetched);
}

async function hasRoot(repository: Repository, commit: string): Promise<boolean> {
  return (await (await openCommit(repository, commit)).digest(trustRootPath)) !== null;
}

function noBase({ branch }: Target, what: string): GatehouseError {
  return new GatehouseError('config.no_base', `${what}, whose trust root is to be followed`, {
    hint: `Merge ${branch} into the branch, or name the base: --base <commit>.`,
  });
}

function noWorkTree(folder: string): GatehouseError {
  return new GatehouseError('config.not_a_repository', `${folder} has no work tree to edit`, {
    hint: 'Run it in a clone.',
  });
}
