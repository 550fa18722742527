import { GatehouseError, timeOf } from '@gatehouse/contracts';
import {
  type Base,
  type BaseMemory,
  committerDate,
  enterStep,
  indexSignoffs,
  joinLedgers,
  judgedHead,
  type Ledger,
  loadTrustRoot,
  openBase,
  openCommit,
  type Past,
  type Reaches,
  readHistory,
  type SignoffsByRelease,
  selectReleases,
  slack,
  type TreeSource,
} from '@gatehouse/facts';
import type { CommitLinks, Objects } from '@gatehouse/git';
import type { ErrorReport, GovernanceReport, Judged } from '@gatehouse/report';
import { trustRootPath, type VerifiedSignoff } from '@gatehouse/signoff';
import type { Change } from './change.ts';
import type { Engine } from './engine.ts';
import { completeChange } from './judge.ts';
import { judgeChange } from './judge-change.ts';
import { target } from './open-run.ts';
import type { PolicyShelf } from './policy-shelf.ts';

/** One move of the target branch: from the first parent of a commit to that commit. */
export interface Step {
  commit: string;
  /** The commits that it brings, itself included, newest first. */
  commits: readonly string[];
  /** What the steps before it still say. */
  past: Past;
  /** Judge as of this moment; default: the date of the commit. */
  now?: Date;
  /** Withdrawals that only other branches have: they matter to what is decided now. */
  elsewhere?: readonly VerifiedSignoff[];
}

/** What judges steps, one after the other or many at once. */
export interface StepJudge {
  engine: Engine;
  objects: Objects;
  policies: PolicyShelf;
  memory: BaseMemory;
  reaches: Reaches;
}

export interface Reason {
  code: string;
  message: string;
}

export interface JudgedStep {
  commit: string;
  parent: string;
  /** The moment that it was judged for. */
  time: string;
  /** Of a step that may stand: what it is. Of one that may not: `refused`. */
  verdict: 'promoted' | 'governance' | 'break-glass' | 'unrelated' | 'refused';
  judged: Judged[];
  governance: GovernanceReport | null;
  /** Releases and paths that could not be judged. */
  errors: ErrorReport[];
  /** Why it is refused; empty otherwise. */
  reasons: Reason[];
  signoffs: SignoffsByRelease;
  base: Base;
  /** What its own sign-offs say to the steps behind it. */
  ledger: Ledger;
}

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
  return enterStep(objects, { commit, commits }, { before: past.ledger, target, reaches, memory });
}

async function readStep(
  { objects, reaches }: StepJudge,
  { commits, past, elsewhere = [] }: Step,
  { base, head, now, ledger }: { base: Base; head: TreeSource; now: string; ledger: Ledger },
): Promise<Change> {
  const history = await readHistory(objects, commits);
  const signoffs = await indexSignoffs(history.candidates, base.trustRoot);
  return completeChange(
    { now, target, objects, base, head, fork: base.source, history, signoffs, elsewhere },
    joinLedgers(past.ledger, ledger),
    reaches,
  );
}

function verdictOf(judged: readonly Judged[], governance: GovernanceReport | null): JudgedStep['verdict'] {
  if (governance !== null) return 'governance';
  if (judged.some(({ decision }) => decision.verdict === 'break-glass')) return 'break-glass';
  return judged.length > 0 ? 'promoted' : 'unrelated';
}

function shapeReasons({ parents }: CommitLinks): Reason[] {
  if (parents.length === 2) return [];
  return parents.length < 2
    ? [{ code: 'not-a-merge', message: 'it is no merge commit: pushed directly, squashed or rebased' }]
    : [{ code: 'octopus', message: `it merges ${parents.length - 1} branches at once` }];
}

// Not before any tip of main, nor before what it merges: a little before each would add up.
async function dateReasons({ objects, engine }: StepJudge, step: Step, written: number): Promise<Reason[]> {
  const now = engine.now().getTime() / 1000;
  const merged = await Promise.all(step.commits.slice(1).map((id) => objects.readCommit(id)));
  const latest = Math.max(step.past.latest, ...merged.map(({ bytes }) => committerDate(bytes) ?? 0));
  const reasons: Reason[] = [];
  if (written < latest - slack) {
    const message = `it says it was made on ${day(written)}, before what it comes after (${day(latest)})`;
    reasons.push({ code: 'backdated', message });
  }
  if (written > now + slack) {
    reasons.push({
      code: 'future-dated',
      message: `it says it was made on ${day(written)}, which is to come`,
    });
  }
  return reasons;
}

function day(seconds: number): string {
  return timeOf(new Date(seconds * 1000));
}

function releaseReasons({ decision }: Judged): Reason[] {
  const { release, verdict } = decision;
  if (verdict !== 'blocked' && verdict !== 'inconclusive') return [];
  const rules = decision.gates.flatMap(({ rules }) =>
    rules.filter(({ status }) => ['failed', 'not_evaluated', 'waiting'].includes(status)),
  );
  const codes = [...new Set(rules.map(({ code }) => code))];
  return codes.map((code) => ({ code, message: `${release} is ${verdict}: ${code}` }));
}

function governanceReasons(governance: GovernanceReport | null): Reason[] {
  const open =
    governance?.findings.filter(({ severity }) => severity === 'block' || severity === 'wait') ?? [];
  return open.map(({ code, message }) => ({ code, message }));
}

// Merged without its files, a newer trust root would still make the sign-offs of its branch look like later ones.
async function rootReasons({ objects }: StepJudge, commit: CommitLinks, base: Base): Promise<Reason[]> {
  for (const parent of commit.parents.slice(1)) {
    const source = await openCommit(objects, parent);
    if ((await source.entryId(trustRootPath)) === (await base.source.entryId(trustRootPath))) continue;
    const version = await rootVersion(source);
    if (version !== null && version > base.trustRoot.root.version) {
      return [
        { code: 'newer-root', message: `the merged branch has a newer trust root (version ${version})` },
      ];
    }
  }
  return [];
}

async function rootVersion(source: TreeSource): Promise<number | null> {
  try {
    return (await loadTrustRoot(source)).root.version;
  } catch {
    return null;
  }
}

function noParent(commit: string): GatehouseError {
  return new GatehouseError('git.ref', `${commit} has no parent: it is where the history begins`, {
    hint: 'Name a commit of main that came after it.',
  });
}
