import { type ChangeFacts, digestBytes, GatehouseError } from '@gatehouse/contracts';
import {
  allowedSigners,
  checkOpenpgpKeys,
  judgeGovernance,
  type TrustRootIndex,
  trustRootPath,
} from '@gatehouse/signoff';
import { digestGoverned } from './governed-files.ts';
import { type Base, loadTrustRoot } from './open-base.ts';
import type { History } from './read-history.ts';
import type { TreeSource } from './tree-source.ts';

export const allowedSignersPath = 'policies/trust/allowed_signers';

/** A move of the head away from the base that touches governed files. */
export interface GovernedRun {
  now: string;
  target: string;
  base: Pick<Base, 'commit' | 'trustRoot' | 'trustRootDigest'>;
  head: TreeSource;
  history: Pick<History, 'candidates' | 'governors' | 'isAncestor'>;
  /** The governed paths that differ. */
  changed: string[];
  /** The releases that differ too: `<name>/<version>`. */
  releases: string[];
  /** The policy after the change. */
  policy: ChangeFacts['policy'];
}

/**
 * Everything that a decision on a change of governed files may depend on. Throws what reading its trust root throws
 * (`config.trust_root`, `input.*`): then there is nothing to sign.
 */
export async function assembleChange(run: GovernedRun): Promise<ChangeFacts> {
  const { now, target, base, head, history } = run;
  const next = await loadTrustRoot(head);
  const { root: old } = base.trustRoot;
  // Nobody signs a work tree: there is no more to its digest.
  const digestOfRoot = await digestOf(head, trustRootPath);
  const { digest, ...signoffs } = await judgeGovernance({
    ...{ old: base.trustRoot, next, target, today: now.slice(0, 10) },
    files: head.commit === null ? { [trustRootPath]: digestOfRoot } : await digestGoverned(head),
    candidates: history.candidates,
    commits: history.governors,
    isAncestor: history.isAncestor,
  });
  return {
    schema: 'gatehouse/change-facts@1',
    ...{ now, target, digest, signoffs },
    project: old.project,
    base: base.commit,
    head: head.commit,
    release: `governance/${next.root.version}`,
    changed: run.changed,
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
  };
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
