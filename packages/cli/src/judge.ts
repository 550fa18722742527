import { GatehouseError } from '@gatehouse/contracts';
import {
  assembleFacts,
  chooseReleases,
  type FactsRun,
  indexSignoffs,
  readHistory,
  type Selection,
  selectReleases,
} from '@gatehouse/facts';
import { decide, type Evaluator, openEvaluator, type Policy } from '@gatehouse/policy';
import {
  type CheckReport,
  type ErrorReport,
  type Judged,
  type ReleaseReport,
  reportCheck,
  reportError,
  reportRelease,
} from '@gatehouse/report';
import { governedChanges } from './governed-changes.ts';
import type { Host } from './host.ts';
import { loadPolicy } from './load-policy.ts';
import { openRun, type Run, type RunOptions, target } from './open-run.ts';

export interface JudgeOptions extends RunOptions {
  /** Releases by name; none: those that differ from the base. */
  names?: readonly string[];
  all?: boolean | undefined;
  reportOnly?: boolean | undefined;
  /** Told of each release as it is judged. */
  onJudged?: ((judged: Judged) => void) | undefined;
}

/** How many releases are in work at once: enough to keep git and the policy busy, little enough for memory. */
const atOnce = 24;

/** The main job: reads, judges, reports. Errors of one release stand in the report; all others are thrown. */
export async function judge(host: Host, options: JudgeOptions): Promise<CheckReport> {
  // The thread starts while git is read.
  const evaluator = openEvaluator({ worker: host.files.evaluator });
  try {
    const run = await openRun(host, options);
    try {
      return await judgeWith(evaluator, host, run, options);
    } finally {
      run.repository.close();
    }
  } finally {
    await evaluator.close();
  }
}

/** The same on a run that is open already. */
export async function judgeRun(host: Host, run: Run, options: JudgeOptions): Promise<CheckReport> {
  const evaluator = openEvaluator({ worker: host.files.evaluator });
  try {
    return await judgeWith(evaluator, host, run, options);
  } finally {
    await evaluator.close();
  }
}

async function judgeWith(
  evaluator: Evaluator,
  host: Host,
  run: Run,
  options: JudgeOptions,
): Promise<CheckReport> {
  const policy = await loadPolicy(host, run.base.source);
  evaluator.load(policy);
  const facts = await prepareFacts(host, run);
  const { folders, deleted, misplaced } = await select(run, options);
  const releases: ReleaseReport[] = [];
  const errors: ErrorReport[] = [
    ...deleted.flatMap((folder) => reportError(folder.slice('releases/'.length), deletedRelease(folder))),
    ...misplaced.flatMap((path) => reportError(path, misplacedRelease(path))),
  ];
  await eachAtOnce(folders, async (folder, index) => {
    try {
      const { facts: assembled, locate } = await assembleFacts(facts, folder);
      const decision = decide(assembled, policy, await evaluator.evaluate(assembled));
      const judged = { facts: assembled, decision, locate };
      options.onJudged?.(judged);
      releases[index] = reportRelease(judged, policy.catalogue);
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code.startsWith('policy.')) throw error;
      errors.push(...reportError(folder.slice('releases/'.length), error));
    }
  });
  return report(run, policy, facts.now, releases.filter(Boolean), errors, options);
}

async function prepareFacts(host: Host, run: Run): Promise<FactsRun> {
  const same = run.baseCommit === run.headCommit;
  const history = await readHistory(run.repository, same ? null : run.baseCommit, run.headCommit);
  const now = `${host.now().toISOString().slice(0, 19)}Z`;
  const signoffs = indexSignoffs(history.candidates, run.base.trustRoot);
  return { now, target, base: run.base, head: run.head, history, signoffs };
}

async function select(run: Run, options: JudgeOptions): Promise<Selection> {
  if (options.names && options.names.length > 0) {
    return { folders: await chooseReleases(run.head, options.names), deleted: [], misplaced: [] };
  }
  const untouched = run.baseCommit === run.headCommit && !options.worktree;
  const every = Boolean(options.all) || untouched;
  const selection = await selectReleases(run.head, run.fork, every);
  // A branch may well change no release; a run over every release that finds none has checked nothing.
  if (every && Object.values(selection).every((paths) => paths.length === 0)) throw noReleases();
  return selection;
}

async function report(
  run: Run,
  policy: Policy,
  now: string,
  releases: ReleaseReport[],
  errors: ErrorReport[],
  options: JudgeOptions,
): Promise<CheckReport> {
  return reportCheck({
    report_only: Boolean(options.reportOnly),
    preview: run.head.commit === null,
    base: run.baseCommit,
    head: run.head.commit,
    evaluated_at: now,
    policy_digest: policy.digest,
    releases,
    errors,
    governed_changes: await governedChanges(run.head, run.fork),
  });
}

async function eachAtOnce<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
}

function deletedRelease(folder: string): GatehouseError {
  return new GatehouseError('refused.promoted', `${folder} is on the base and is deleted by the head`, {
    hint: 'A promoted release stays: restore the folder (git checkout main -- <folder>).',
    place: { file: folder },
  });
}

function misplacedRelease(path: string): GatehouseError {
  return new GatehouseError(
    'input.release_path',
    `${path} is not where a release can be, and would not be judged`,
    {
      hint: 'A release is a folder releases/<name>/<version>/ with its own release.yaml, and no link.',
      place: { file: path },
    },
  );
}

function noReleases(): GatehouseError {
  return new GatehouseError('input.missing', 'there is no release in this tree', {
    hint: 'Make one: pnpm gate new <name> <version>',
    place: { file: 'releases' },
  });
}
