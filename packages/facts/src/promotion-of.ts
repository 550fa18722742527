import { type Facts, GatehouseError, type Release } from '@gatehouse/contracts';
import { newCommits, type Objects, type TreeEntry } from '@gatehouse/git';
import {
  countSignoffs,
  findAuthors,
  type TrustRootIndex,
  trustRootPath,
  type VerifiedSignoff,
} from '@gatehouse/signoff';
import { indexSignoffs } from './index-signoffs.ts';
import { type Ledger, unratified } from './ledger.ts';
import { type MainStep, stepThatBrought } from './main-steps.ts';
import { type Base, loadTrustRoot } from './open-base.ts';
import { originOf } from './origin.ts';
import { readEvidence } from './read-evidence.ts';
import { type History, readHistory } from './read-history.ts';
import { pathsOutside, releaseDigest } from './release-digest.ts';
import { openCommit, type TreeSource } from './tree-source.ts';

export type PromotionFacts = NonNullable<Facts['releases'][string]['promotion']>;
type Signer = PromotionFacts['signers'][number];
type Finding = Pick<PromotionFacts, 'reason'> & Partial<Pick<PromotionFacts, 'broken_glass' | 'signers'>>;

/** Where a promotion is looked for, and what is known since. */
export interface PromotionScope {
  objects: Objects;
  base: Base;
  ledger: Ledger;
}

/**
 * What git shows of the promotion of a version that the base has: a merge whose branch bears sign-offs that count, by
 * the trust root of that day, for the very bytes that lie on the base now; not withdrawn since, not by a key that was
 * compromised, with evidence that holds, and with broken glass ratified. Whether they are enough is for the policy.
 * Throws `git.object` for a history with holes.
 */
export async function promotionOf(scope: PromotionScope, folder: string): Promise<PromotionFacts | null> {
  const step = await stepThatBrought(scope.objects, scope.base.commit, folder);
  if (step === null) return null;
  const on = new Date(step.seconds * 1000).toISOString().slice(0, 10);
  try {
    const release = await scope.base.release(folder);
    const {
      reason,
      broken_glass = false,
      signers = [],
    } = await examine(scope, { step, folder, release, on });
    const standing = reason === 'proven' || reason === 'genesis' ? reason : 'refuted';
    return { commit: step.commit, on, standing, reason, tier: release.tier, broken_glass, signers };
  } catch (error) {
    // What an engine of today can not read of an old version is not shown to be wrong, and not shown to be right.
    if (!(error instanceof GatehouseError) || error.code.startsWith('git.')) throw error;
    const unknown = { standing: 'unknown', reason: 'unreadable', tier: null } as const;
    return { commit: step.commit, on, ...unknown, broken_glass: false, signers: [] };
  }
}

interface Version {
  step: MainStep;
  folder: string;
  release: Release;
  /** The day of the promotion. */
  on: string;
}

async function examine(scope: PromotionScope, version: Version): Promise<Finding> {
  const { objects, base } = scope;
  const { step, folder, release } = version;
  const where = { project: base.trustRoot.root.project, target: base.target };
  const read = { release, locate: () => ({ file: folder }) };
  const digest = await releaseDigest(base.source, folder, where, read);
  const isChanged = async () => {
    const then = await openCommit(objects, step.commit);
    const file = `${folder}/release.yaml`;
    const isSame = (await then.entryId(file)) === (await base.source.entryId(file));
    return digest !== (await releaseDigest(then, folder, where, isSame ? read : undefined));
  };
  const { evidence_problems } = await readEvidence(base.source, folder, release);
  if (Object.keys(evidence_problems).length > 0) return { reason: 'evidence' };
  const before = step.parent === null ? null : await openCommit(objects, step.parent);
  const root = before === null ? null : await trustRootOf(before, base);
  if (root === null) return { reason: (await isChanged()) ? 'changed' : 'genesis' };
  const { parents } = await objects.readCommit(step.commit);
  if (parents.length !== 2) return { reason: 'not-a-merge' };
  const found = await examineSignoffs(scope, version, { digest, root, branch: parents[1] as string });
  // A sign-off names the bytes, so what has changed since has none that counts.
  return found.reason === 'unsigned' && (await isChanged()) ? { reason: 'changed' } : found;
}

/** The trust root of another day; null where there was none yet. */
async function trustRootOf(source: TreeSource, base: Base): Promise<TrustRootIndex | null> {
  const id = await source.entryId(trustRootPath);
  if (id === null) return null;
  return id === (await base.source.entryId(trustRootPath)) ? base.trustRoot : loadTrustRoot(source);
}

async function examineSignoffs(
  { objects, base, ledger }: PromotionScope,
  version: Version,
  { digest, root, branch }: { digest: string; root: TrustRootIndex; branch: string },
): Promise<Finding> {
  const { folder, on } = version;
  const { name } = version.release;
  const release = `${name}/${version.release.version}`;
  const history = await readBranch(objects, branch, folder);
  const own = (await indexSignoffs(history.candidates, root)).get(release) ?? [];
  const withdrawn = ledger.withdrawals.filter(
    (one) => one.signoff?.release === release && own.every(({ id }) => id !== one.id),
  );
  const outside = await outsideEntries(base.source, folder, version.release);
  const commits = [
    ...(history.contributions.get(folder) ?? []),
    ...(await originOf(objects, history, outside)).writings,
  ];
  const written = await findAuthors({ commits: commits.map(({ bytes }) => bytes), root });
  const project = base.trustRoot.root.project;
  const { isAncestor } = history;
  const scope = {
    root,
    project,
    target: base.target,
    release,
    folder,
    digest,
    today: on,
    isAncestor,
    ...written,
  };
  const counted = countSignoffs([...own, ...withdrawn], scope).filter((one) => one.counted);
  const signers = counted.flatMap(({ decision, principal, role }): Signer[] =>
    decision === 'approve' && principal !== null && role !== null ? [{ principal, role }] : [],
  );
  const broken_glass = counted.some(({ decision }) => decision === 'break-glass');
  if (signers.length === 0 && !broken_glass) return { reason: 'unsigned' };
  const used = new Set(counted.map(({ commit }) => commit));
  const reason = (await isCompromised(objects, base, own, used))
    ? 'compromised-key'
    : (await unratified(base, name, ledger)).some((one) => one.release === release)
      ? 'unratified'
      : 'proven';
  return { reason, broken_glass, signers };
}

async function outsideEntries(
  source: TreeSource,
  folder: string,
  release: Release,
): Promise<Map<string, TreeEntry | null>> {
  const paths = pathsOutside(folder, { release, locate: () => ({ file: folder }) }).values();
  const entries = [...paths].map(async (path) => [path, await source.entry(path)] as const);
  return new Map(await Promise.all(entries));
}

/** The commits of a branch that have the folder: before it was written nobody can have signed it. */
async function readBranch(objects: Objects, tip: string, folder: string): Promise<History> {
  const asked = new Set([tip]);
  const found: string[] = [];
  for (let open = [tip]; open.length > 0; ) {
    const seen = open.map(async (id) => {
      const { tree, parents } = await objects.readCommit(id);
      return { id, parents, has: (await objects.findEntry(tree, folder)) !== null };
    });
    const next: string[] = [];
    for (const { id, parents, has } of await Promise.all(seen)) {
      if (!has) continue;
      found.push(id);
      for (const parent of parents) if (!asked.has(parent) && asked.add(parent)) next.push(parent);
    }
    open = next;
  }
  return readHistory(objects, found);
}

/** Whether one of the sign-offs was made with a key that the trust root of today calls compromised, after its last good commit. */
async function isCompromised(
  objects: Objects,
  { trustRoot }: Base,
  signoffs: readonly VerifiedSignoff[],
  used: ReadonlySet<string>,
): Promise<boolean> {
  for (const { key, since } of trustRoot.root.compromised ?? []) {
    const signed = signoffs.filter((one) => one.key === key && used.has(one.id));
    if (signed.length === 0) continue;
    const good = since === null ? [] : await newCommits(objects, since, new Set());
    if (signed.some(({ id }) => !good.includes(id))) return true;
  }
  return false;
}
