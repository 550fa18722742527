import { GatehouseError } from '@gatehouse/contracts';
import { type BaseMemory, isLasting, joinLedgers, type Ledger, ledgerOf, openCommit } from '@gatehouse/facts';
import { firstParents, newCommits, type Repository } from '@gatehouse/git';
import { trustRootPath } from '@gatehouse/signoff';
import type { AuditCache } from './audit-cache.ts';
import { recordStep, type StepRecord, unverifiableStep } from './audit-step.ts';
import type { Host } from './host.ts';
import { type JudgedStep, judgeStep, type StepJudge } from './judge-step.ts';
import { openPolicyShelf } from './policy-shelf.ts';

/** The commit at which trust begins, and the trust root that it has. */
export interface Genesis {
  commit: string;
  digest: string;
  pinned: boolean;
}

export interface AuditedHistory {
  genesis: Genesis;
  /** Steps that are older than the genesis: nothing can be proven of them. */
  beforeGenesis: number;
  /** Every step after the genesis, oldest first. */
  records: StepRecord[];
}

export interface AuditRequest {
  repository: Repository;
  tip: string;
  /** `sha256:…` of the trust root that the auditor trusts; null: the first that the history has. */
  genesis: string | null;
  cache: AuditCache;
  onProgress?: (share: number) => void;
  /** Told of each step that is judged, not of those that the cache has; in any order. What it throws ends the audit. */
  onJudged?: (step: JudgedStep) => Promise<void>;
}

/**
 * Judges every step of a branch since the genesis, each by the policies and the trust root of its day. Linear in the
 * history, with a cache in what is new. Throws `git.object` for a history with holes, `config.trust_root` where no
 * trust root is the genesis.
 */
export async function auditHistory(host: Host, request: AuditRequest): Promise<AuditedHistory> {
  const { repository, cache } = request;
  const chain = (await firstParents(repository, request.tip, null)).reverse();
  const { index, genesis } = await findGenesis(repository, chain, request.genesis);
  const steps = chain.slice(index + 1);
  const done = await cache.read(genesis.digest);
  const kept: StepRecord[] = [];
  for (const id of steps) {
    const record = done.get(id);
    if (record === undefined) break;
    kept.push(record);
  }
  const start = chain[index + kept.length] as string;
  const fresh = await judgeSteps(host, request, { start, steps: steps.slice(kept.length), kept });
  await cache.write(genesis.digest, fresh);
  return { genesis, beforeGenesis: index, records: [...kept, ...fresh] };
}

async function findGenesis(
  repository: Repository,
  chain: readonly string[],
  pinned: string | null,
): Promise<{ index: number; genesis: Genesis }> {
  for (const [index, commit] of chain.entries()) {
    const found = await (await openCommit(repository, commit)).digest(trustRootPath);
    if (found === null || (pinned !== null && found.digest !== pinned)) continue;
    return { index, genesis: { commit, digest: found.digest, pinned: pinned !== null } };
  }
  throw new GatehouseError(
    'config.trust_root',
    pinned === null
      ? `no commit of this history has a ${trustRootPath}`
      : `no commit of this history has the trust root ${pinned}`,
    {
      hint:
        pinned === null
          ? 'Without a trust root nothing can be proven: pnpm gate trust init makes one.'
          : 'Check the digest (sha256sum of the file that you trust): this may be another repository.',
    },
  );
}

/** So many steps are judged at once. */
const atOnce = 24;

async function judgeSteps(
  host: Host,
  { repository, onProgress, onJudged }: AuditRequest,
  { start, steps, kept }: { start: string; steps: readonly string[]; kept: readonly StepRecord[] },
): Promise<StepRecord[]> {
  if (steps.length === 0) return [];
  const memory: BaseMemory = new Map();
  const judge: StepJudge = {
    host,
    objects: repository,
    policies: openPolicyShelf(host),
    memory,
    reaches: repository.isAncestor,
  };
  let ledger = joinLedgers(...kept.map((record) => record.ledger));
  const known = new Set(await repository.commitsBetween(null, start));
  const records: StepRecord[] = [];
  try {
    for (let at = 0; at < steps.length; at += atOnce) {
      const batch = await openBatch(repository, steps.slice(at, at + atOnce), known);
      // What outlives a step matters to those behind it: then one goes after the other.
      const lanes = batch.isLasting ? batch.steps.map((step) => [step]) : [batch.steps];
      for (const lane of lanes) {
        const judged = await Promise.all(lane.map((step) => judgeOne(judge, { ...step, ledger }, onJudged)));
        ledger = joinLedgers(ledger, ...judged.map((record) => record.ledger));
        records.push(...judged);
      }
      onProgress?.(records.length / steps.length);
    }
    return records;
  } finally {
    await judge.policies.close();
  }
}

interface OpenStep {
  commit: string;
  parent: string;
  commits: string[];
}

async function openBatch(
  repository: Repository,
  ids: readonly string[],
  known: Set<string>,
): Promise<{ steps: OpenStep[]; isLasting: boolean }> {
  const steps: OpenStep[] = [];
  let lasting = false;
  for (const commit of ids) {
    const commits = await newCommits(repository, commit, known);
    for (const id of commits) {
      known.add(id);
      const { bytes } = await repository.readCommit(id);
      lasting ||= isLasting(bytes);
    }
    const { parents } = await repository.readCommit(commit);
    steps.push({ commit, parent: parents[0] as string, commits });
  }
  return { steps, isLasting: lasting };
}

async function judgeOne(
  judge: StepJudge,
  step: OpenStep & { ledger: Ledger },
  onJudged: AuditRequest['onJudged'],
): Promise<StepRecord> {
  let judged: JudgedStep;
  let record: StepRecord;
  try {
    judged = await judgeStep(judge, step);
    record = recordStep(judged, await ledgerOf(judged.history, judged.signoffs, judged.base));
  } catch (error) {
    return unverifiableStep(step.commit, step.parent, error);
  }
  await onJudged?.(judged);
  return record;
}
