import { GatehouseError, timeOf } from '@gatehouse/contracts';
import {
  type Base,
  committerDate,
  enterStep,
  indexSignoffs,
  joinLedgers,
  judgedHead,
  type Ledger,
  openBase,
  openCommit,
  readHistory,
  selectReleases,
  type TreeSource,
} from '@gatehouse/facts';
import type { GovernanceReport, Judged } from '@gatehouse/report';
import type { Change } from './change.ts';
import { completeChange } from './judge.ts';
import { judgeChange } from './judge-change.ts';

import type { JudgedStep, Step, StepJudge } from './step.ts';
import { dateReasons, governanceReasons, releaseReasons, rootReasons, shapeReasons } from './step-reasons.ts';

/**
 * Judges one step with the policies and the trust root of the tip before it. Throws where it can not be judged:
 * objects that are missing, a base without a trust root, a policy that does not compile.
 */
export async function judgeStep(judge: StepJudge, step: Step): Promise<JudgedStep> {
  const { objects } = judge;
  const commit = await objects.readCommit(step.commit);
  const parent = commit.parents[0];
  if (parent === undefined) throw noParent(step.commit);
  const base = await openBase(await openCommit(objects, parent), parent, judge.memory);
  const head = await openCommit(objects, await judgedHead(objects, commit));
  const written = committerDate(commit.bytes) ?? 0;
  const now = timeOf(step.now ?? new Date(written * 1000));
  const ledger = await enterOne(judge, step);
  const change = await readStep(judge, step, { base, head, now, ledger });

  const selection = await selectReleases(head, base.source, false);
  const result = await judge.policies.use(base.source, (tools) =>
    judgeChange({ engine: judge.engine, ...tools }, change, selection, (judged) => judged),
  );
  const touches = selection.folders.length > 0 || selection.deleted.length > 0 || result.governance !== null;
  const reasons = [
    ...(touches ? shapeReasons(commit) : []),
    ...(await dateReasons(judge, step, written)),
    ...result.errors.map(({ code, message }) => ({ code, message })),
    ...result.judged.flatMap(releaseReasons),
    ...governanceReasons(result.governance),
    ...(result.governance === null ? await rootReasons(judge, commit, base) : []),
  ];
  return {
    commit: step.commit,
    parent,
    time: now,
    verdict: reasons.length > 0 ? 'refused' : verdictOf(result.judged, result.governance),
    judged: result.judged,
    governance: result.governance,
    errors: result.errors,
    reasons,
    signoffs: change.signoffs,
    base,
    ledger,
  };
}

/** What a step adds to the ledger, judged or not. */
export function enterOne(
  { objects, memory, reaches }: Pick<StepJudge, 'objects' | 'memory' | 'reaches'>,
  { commit, commits, past }: Step,
): Promise<Ledger> {
  return enterStep(objects, { commit, commits }, { before: past.ledger, reaches, memory });
}

async function readStep(
  { objects, reaches }: StepJudge,
  { commits, past, elsewhere = [] }: Step,
  { base, head, now, ledger }: { base: Base; head: TreeSource; now: string; ledger: Ledger },
): Promise<Change> {
  const history = await readHistory(objects, commits);
  const signoffs = await indexSignoffs(history.candidates, base.trustRoot);
  return completeChange(
    { now, objects, base, head, fork: base.source, history, signoffs, elsewhere },
    joinLedgers(past.ledger, ledger),
    reaches,
  );
}

function verdictOf(judged: readonly Judged[], governance: GovernanceReport | null): JudgedStep['verdict'] {
  if (governance !== null) return 'governance';
  if (judged.some(({ decision }) => decision.verdict === 'break-glass')) return 'break-glass';
  return judged.length > 0 ? 'promoted' : 'unrelated';
}

function noParent(commit: string): GatehouseError {
  return new GatehouseError('git.ref', `${commit} has no parent: it is where the history begins`, {
    hint: 'Name a commit of the same branch that came after it.',
  });
}
