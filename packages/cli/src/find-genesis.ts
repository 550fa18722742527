import { GatehouseError } from '@gatehouse/contracts';
import { genesisDigest, listReleases, openCommit, readGoverned } from '@gatehouse/facts';
import { isObjectId, type Repository } from '@gatehouse/git';
import { trustRootPath } from '@gatehouse/signoff';

/** The commit at which trust begins. */
export interface Genesis {
  commit: string;
  /** Of everything that judges, and of the releases that were there: see `genesisDigest`. */
  digest: string;
  pinned: boolean;
  /** Releases that came with it: no step promoted them. `<name>/<version>` */
  releases: string[];
}

/**
 * Where trust begins: at the commit that the auditor pins, by its full id, or by its digest where it brought a trust root;
 * else at the first that has one. `chain`: the first-parent chain, oldest first. Throws `config.trust_root` where it has
 * none such.
 */
export async function findGenesis(
  repository: Repository,
  chain: readonly string[],
  pinned: string | null,
): Promise<{ index: number; genesis: Genesis }> {
  const roots = new Set<string>();
  let before: string | null = null;
  for (const [index, commit] of chain.entries()) {
    if (isObjectId(pinned ?? undefined) && commit !== pinned) continue;
    const source = await openCommit(repository, commit);
    const root = await source.digest(trustRootPath);
    const isNew = root !== null && root.digest !== before;
    before = root?.digest ?? null;
    if (!isNew) continue;
    roots.add(root.digest);
    const digest = await genesisDigest(repository, source.tree as string, await readGoverned(source));
    if (pinned !== null && pinned !== commit && pinned !== digest) continue;
    const releases = (await listReleases(source)).map((folder) => folder.slice('releases/'.length));
    return { index, genesis: { commit, digest, pinned: pinned !== null, releases } };
  }
  if (pinned !== null && roots.has(pinned)) throw pinsTooLittle(pinned);
  throw noGenesis(pinned);
}

// Whoever makes all of history anew can put that very file into it, and weak policies beside it.
function pinsTooLittle(pinned: string): GatehouseError {
  return new GatehouseError(
    'config.trust_root',
    `${pinned} is the digest of a trust root's file alone, which proves nothing: anybody can put that file into another history, beside other policies`,
    {
      hint: 'Pin all that judges: the genesis that `pnpm gate audit` prints in a clone that you trust, a digest or the id of its commit.',
    },
  );
}

function noGenesis(pinned: string | null): GatehouseError {
  if (pinned === null) {
    return new GatehouseError('config.trust_root', `no commit of this history has a ${trustRootPath}`, {
      hint: 'Without a trust root nothing can be proven: pnpm gate trust init makes one.',
    });
  }
  return new GatehouseError('config.trust_root', `no commit of this history is the genesis ${pinned}`, {
    hint: 'Compare it with what you wrote down. If it is right, this is another repository, or its history was made anew.',
  });
}
