import { isLasting, joinLedgers, laterDate, latestOf, type Past } from '@gatehouse/facts';
import { firstParents, newCommits, type Repository } from '@gatehouse/git';
import {
  type Engine,
  type JudgedStep,
  judgeStep,
  openPolicyShelf,
  type Step,
  type StepJudge,
} from '@gatehouse/judge';
import type { AuditCache } from './audit-cache.ts';
import { recordStep, recordUnverifiable, type StepRecord } from './audit-step.ts';
import { findGenesis, type Genesis } from './find-genesis.ts';

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
  /** What the auditor pins: see `findGenesis`; null: the first commit that has a trust root. */
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
export async function auditHistory(engine: Engine, request: AuditRequest): Promise<AuditedHistory> {
  const { repository, cache } = request;
  const chain = (await firstParents(repository, request.tip, null)).reverse();
  const { index, genesis } = await findGenesis(repository, chain, request.genesis);
  const steps = chain.slice(index + 1);
  const key = `${genesis.commit} ${genesis.digest}`;
  const done = await cache.read(key);
  const kept: StepRecord[] = [];
  for (const id of steps) {
    const record = done.get(id);
    if (record === undefined) break;
    kept.push(record);
  }
  const before = chain.slice(0, index + kept.length + 1);
  const fresh = await judgeSteps(engine, request, { before, steps: steps.slice(kept.length), kept });
  await cache.write(key, fresh);
  return { genesis, beforeGenesis: index, records: [...kept, ...fresh] };
}

/** So many steps are judged at once. */
const atOnce = 24;

async function judgeSteps(
  engine: Engine,
  { repository, onProgress, onJudged }: AuditRequest,
  {
    before,
    steps,
    kept,
  }: { before: readonly string[]; steps: readonly string[]; kept: readonly StepRecord[] },
): Promise<StepRecord[]> {
  if (steps.length === 0) return [];
  const judge: StepJudge = {
    engine,
    objects: repository,
    policies: openPolicyShelf(engine),
    memory: new Map(),
    reaches: repository.isAncestor,
  };
  const now = engine.now().getTime() / 1000;
  let past: Past = {
    ledger: joinLedgers(...kept.map((record) => record.ledger)),
    latest: await latestOf(repository, before, now),
  };
  const known = new Set(await repository.commitsBetween(null, before.at(-1) as string));
  const records: StepRecord[] = [];
  try {
    for (let at = 0; at < steps.length; at += atOnce) {
      const batch = await openBatch(repository, steps.slice(at, at + atOnce), known);
      // What outlives a step matters to those behind it: then one goes after the other.
      const lanes = batch.isLasting ? batch.steps.map((step) => [step]) : [batch.steps];
      for (const lane of lanes) {
        const open: Step[] = [];
        for (const step of lane) {
          open.push({ ...step, past });
          past = { ...past, latest: laterDate(past.latest, step.bytes, now) };
        }
        const judged = await Promise.all(open.map((step) => judgeOne(judge, step, onJudged)));
        past = { ...past, ledger: joinLedgers(past.ledger, ...judged.map((record) => record.ledger)) };
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
  bytes: Buffer;
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
    const { bytes } = await repository.readCommit(commit);
    steps.push({ commit, bytes, commits });
  }
  return { steps, isLasting: lasting };
}

async function judgeOne(
  judge: StepJudge,
  step: Step,
  onJudged: AuditRequest['onJudged'],
): Promise<StepRecord> {
  let judged: JudgedStep;
  try {
    judged = await judgeStep(judge, step);
  } catch (error) {
    return recordUnverifiable(judge, step, error);
  }
  await onJudged?.(judged);
  return recordStep(judged);
}
