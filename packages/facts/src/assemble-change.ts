import { type ChangeFacts, digestBytes, GatehouseError } from '@gatehouse/contracts';
import type { Difference, Objects } from '@gatehouse/git';
import {
  allowedSigners,
  checkOpenpgpKeys,
  judgeGovernance,
  type TrustRootIndex,
  tellSigner,
  trustRootPath,
  type VerifiedSignoff,
} from '@gatehouse/signoff';
import { digestGoverned, digestLegacy, summarise } from './governed-files.ts';
import type { Governed } from './governed-outside.ts';
import { isLegacy } from './legacy-governed.ts';
import { type Base, loadTrustRoot } from './open-base.ts';
import type { History, Writing } from './read-history.ts';
import type { TreeSource } from './tree-source.ts';

export const allowedSignersPath = 'policies/trust/allowed_signers';

/** A move of the head away from the base that touches governed files. */
export interface GovernedRun {
  now: string;
  objects: Objects;
  base: Pick<Base, 'commit' | 'target' | 'trustRoot' | 'trustRootDigest'>;
  head: TreeSource;
  history: Pick<History, 'candidates'>;
  /** Withdrawals that are part of the base, and those that only other branches have. */
  withdrawals: readonly VerifiedSignoff[];
  elsewhere?: readonly VerifiedSignoff[] | undefined;
  isAncestor(ancestor: string, descendant: string): boolean;
  governed: Governed;
  /** The governed files that differ. */
  differences: readonly Difference[];
  /** The commits that changed them. */
  writings: readonly Writing[];
  /** The releases that differ too: `<name>/<version>`. */
  releases: string[];
  /** The policy after the change. */
  policy: ChangeFacts['policy'];
  /** The plugins that it touches, as they are after it. */
  plugins: ChangeFacts['plugins'];
}

/**
 * Everything that a decision on a change of governed files may depend on. Throws what reading its trust root throws
 * (`config.trust_root`, `input.*`): then there is nothing to sign.
 */
export async function assembleChange(run: GovernedRun): Promise<ChangeFacts> {
  const { now, base, head, history, writings } = run;
  const next = await loadTrustRoot(head);
  const { root: old } = base.trustRoot;
  refuseLinks(run.differences);
  const digestOfRoot = await digestOf(head, trustRootPath);
  const { digest, ...signoffs } = await judgeGovernance({
    ...{ old: base.trustRoot, next, target: base.target, today: now.slice(0, 10) },
    files: await coveredFiles(run, digestOfRoot),
    candidates: history.candidates,
    commits: writings.map(({ bytes }) => bytes),
    ...{ withdrawals: run.withdrawals, elsewhere: run.elsewhere ?? [], isAncestor: run.isAncestor },
  });
  return {
    schema: 'gatehouse/change-facts@1',
    ...{ now, target: base.target, digest, signoffs },
    project: old.project,
    base: base.commit,
    head: head.commit,
    release: `governance/${next.root.version}`,
    changed: summarise(pathsOf(run.differences), run.governed),
    contributions: await contributionsOf(writings, base.trustRoot),
    releases: run.releases,
    roots: {
      old: await describe(base.trustRoot, base.trustRootDigest),
      new: await describe(next, digestOfRoot),
    },
    allowed_signers: {
      written: (await head.digest(allowedSignersPath))?.digest ?? null,
      expected: digestBytes(allowedSigners(next.root)),
    },
    policy: run.policy,
    plugins: run.plugins,
  };
}

// Nobody signs a work tree: there is no more to its digest.
async function coveredFiles(
  { objects, head, governed, differences }: GovernedRun,
  digestOfRoot: string,
): Promise<Record<string, string>> {
  if (head.tree === null) return { [trustRootPath]: digestOfRoot };
  const asBefore = !governed.declared && pathsOf(differences).every(isLegacy);
  return asBefore ? digestLegacy(objects, head.tree) : digestGoverned(objects, head.tree, governed);
}

function pathsOf(differences: readonly Difference[]): string[] {
  return differences.map(({ path }) => path);
}

// What a link points to can be changed without it. One that was there already is not this change's.
function refuseLinks(differences: readonly Difference[]): void {
  const link = differences.find(({ own }) => own?.kind === 'symlink' || own?.kind === 'submodule');
  if (link === undefined) return;
  throw new GatehouseError('input.path', `${link.path} is a ${link.own?.kind}, not a file`, {
    hint: 'Governed files are plain files in plain folders.',
    place: { file: link.path },
  });
}

async function contributionsOf(
  writings: readonly Writing[],
  root: TrustRootIndex,
): Promise<ChangeFacts['contributions']> {
  const signed = writings.map(async ({ id, bytes }) => ({
    commit: id,
    ...(await tellSigner(bytes, root)),
  }));
  return (await Promise.all(signed)).sort((one, other) => (one.commit < other.commit ? -1 : 1));
}

/** Whether an error says that a trust root is unusable, and not that reading failed. */
export function isTrustRootError(error: unknown): error is GatehouseError {
  return error instanceof GatehouseError && /^(config\.trust_root|input\.)/.test(error.code);
}

async function describe({ root }: TrustRootIndex, digest: string): Promise<ChangeFacts['roots']['old']> {
  const { project, version, previous, governance, compromised = [] } = root;
  return {
    ...{ digest, project, version, previous },
    governance: { role: governance.role, threshold: governance.threshold },
    compromised: compromised.map(({ key, since }) => ({ key, since })),
    unusable_keys: await unusableKeys(root),
  };
}

async function unusableKeys(root: TrustRootIndex['root']): Promise<string[]> {
  try {
    await checkOpenpgpKeys(root);
    return [];
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    return [error, ...error.others].map(({ message }) => message);
  }
}

async function digestOf(source: TreeSource, path: string): Promise<string> {
  const found = await source.digest(path);
  if (found !== null) return found.digest;
  throw new GatehouseError('input.missing', `there is no ${path}`, { place: { file: path } });
}
