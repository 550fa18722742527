import { GatehouseError, timeOf } from '@gatehouse/contracts';
import {
  chooseReleases,
  descentFromWithdrawals,
  indexSignoffs,
  joinLedgers,
  type Ledger,
  ledgerOf,
  type Reaches,
  readElsewhere,
  readHistory,
  readLedger,
  type Selection,
  selectReleases,
} from '@gatehouse/facts';
import { type Evaluator, openEvaluator } from '@gatehouse/policy';
import {
  addUnsettled,
  type CheckReport,
  type Judged,
  reportCheck,
  reportError,
  reportRelease,
} from '@gatehouse/report';
import { explainReason } from '@gatehouse/signoff';
import type { Change } from './change.ts';
import { findDatedAhead } from './dated-ahead.ts';
import type { Engine } from './engine.ts';
import { judgeChange } from './judge-change.ts';
import { loadPolicy } from './load-policy.ts';
import { openRun, type Run, type RunOptions } from './open-run.ts';
import { lookBeside } from './work-beside.ts';

export interface JudgeOptions extends RunOptions {
  /** Releases by name; none: those that differ from the base. */
  names?: readonly string[];
  all?: boolean | undefined;
  reportOnly?: boolean | undefined;
  /** Told of each release as it is judged. */
  onJudged?: ((judged: Judged) => void) | undefined;
}

/**
 * The main job: reads, judges, reports, also what the work tree has and no commit. Errors of one release stand in the
 * report; all others are thrown.
 */
export async function judge(engine: Engine, options: JudgeOptions): Promise<CheckReport> {
  // The thread starts while git is read.
  const evaluator = openEvaluator({ worker: engine.files.evaluator });
  try {
    const run = await openRun(engine, options);
    try {
      const beside = lookBeside(engine, run, options);
      const asked = { ...options, onJudged: beside.onJudged };
      const commits = await commitsOf(run);
      const report = await judgeWith(evaluator, engine, run, asked, commits).catch(beside.explain);
      const ahead = isTarget(run) ? null : await findDatedAhead(engine, run, commits);
      return addUnsettled(report, [
        ...(await beside.unsettled()),
        ...(ahead === null ? [] : reportError(null, ahead)),
      ]);
    } finally {
      run.repository.close();
    }
  } finally {
    await evaluator.close();
  }
}

/** The same on a run that is open already. */
export async function judgeRun(engine: Engine, run: Run, options: JudgeOptions): Promise<CheckReport> {
  const evaluator = openEvaluator({ worker: engine.files.evaluator });
  try {
    return await judgeWith(evaluator, engine, run, options);
  } finally {
    await evaluator.close();
  }
}

async function judgeWith(
  evaluator: Evaluator,
  engine: Engine,
  run: Run,
  options: JudgeOptions,
  commits?: readonly string[],
): Promise<CheckReport> {
  const policy = await loadPolicy(engine, run.base.source);
  evaluator.load(policy);
  const change = await readChange(engine, run, commits);
  const selection = await select(run, options);
  const { judged, errors, governance } = await judgeChange(
    { engine, policy, evaluator },
    change,
    selection,
    (one) => {
      options.onJudged?.(one);
      return reportRelease(one, policy.catalogue, explainReason);
    },
  );
  return reportCheck(
    {
      report_only: Boolean(options.reportOnly),
      preview: run.head.commit === null,
      base: run.baseCommit,
      head: run.head.commit,
      evaluated_at: change.now,
      policy_digest: policy.digest,
      releases: judged,
      errors,
      governance,
    },
    policy.catalogue,
  );
}

function isTarget({ baseCommit, headCommit }: Run): boolean {
  return baseCommit === headCommit;
}

/** The commits that the head has and the base has not, or all where they are the same. */
export function commitsOf(run: Run): Promise<string[]> {
  const { repository, baseCommit, headCommit } = run;
  return repository.commitsBetween(isTarget(run) ? null : baseCommit, headCommit);
}

/** What is known of the change from base to head before a release is looked at. `known`: its commits. */
export async function readChange(engine: Engine, run: Run, known?: readonly string[]): Promise<Change> {
  const { repository, base, head, headCommit, fork } = run;
  const commits = known ?? (await commitsOf(run));
  const history = await readHistory(repository, commits);
  const signoffs = await indexSignoffs(history.candidates, base.trustRoot);
  const before = await readLedger(repository, base.commit);
  const change = {
    ...{ now: timeOf(engine.now()), objects: repository },
    ...{ base, head, fork, history, signoffs },
    elsewhere: await readElsewhere(repository, base, headCommit),
  };
  const reaches = repository.isAncestor;
  const own = await ledgerOf({ ...change, step: null, before, reaches });
  return completeChange(change, joinLedgers(before, own), reaches);
}

/** Adds what the ledger says to those who sign in a change. */
export async function completeChange(
  change: Omit<Change, 'ledger' | 'isAncestor'>,
  ledger: Ledger,
  reaches: Reaches,
): Promise<Change> {
  const { history, signoffs, elsewhere = [] } = change;
  const withdrawals = [...ledger.withdrawals, ...elsewhere];
  const pairs = await descentFromWithdrawals(withdrawals, signoffs, reaches);
  const isAncestor = (one: string, other: string) =>
    history.isAncestor(one, other) || pairs.has(`${one} ${other}`);
  return { ...change, ledger, isAncestor };
}

async function select(run: Run, options: JudgeOptions): Promise<Selection> {
  if (options.names && options.names.length > 0) {
    return {
      folders: await chooseReleases(run.head, options.names),
      deleted: [],
      misplaced: [],
      outcomes: [],
    };
  }
  const untouched = isTarget(run) && !options.worktree;
  const every = Boolean(options.all) || untouched;
  const selection = await selectReleases(run.head, run.fork, every);
  // A branch may well change no release; a run over every release that finds none has checked nothing.
  if (every && Object.values(selection).every((paths) => paths.length === 0)) throw noReleases();
  return selection;
}

function noReleases(): GatehouseError {
  return new GatehouseError('input.missing', 'there is no release in this tree', {
    hint: 'Make one: pnpm gate new <name> <version>',
    place: { file: 'releases' },
  });
}
