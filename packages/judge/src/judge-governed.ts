import { type ChangeFacts, GatehouseError } from '@gatehouse/contracts';
import {
  assembleChange,
  type GovernedRun,
  governedChanges,
  isTrustRootError,
  originOfGoverned,
  readGoverned,
  readLock,
  selectReleases,
  summarise,
  type TreeSource,
} from '@gatehouse/facts';
import { compareData, decideChange, type Policy, requireChangeGate } from '@gatehouse/policy';
import { type GovernanceReport, type JudgedGovernance, reportGovernance } from '@gatehouse/report';
import { explainReason } from '@gatehouse/signoff';
import { auditPlugins } from './audit-plugins.ts';
import type { Change, Judge } from './change.ts';
import type { Engine } from './engine.ts';
import { loadPolicy } from './load-policy.ts';

/** Judges the governed files of a change; null where it leaves them alone. */
export async function judgeGoverned(judge: Judge, change: Change): Promise<GovernanceReport | null> {
  const { objects, base, head, fork, history } = change;
  const governed = await base.governed();
  const differences = await governedChanges(objects, governed, head, fork);
  if (differences.length === 0) return null;
  const changed = summarise(
    differences.map(({ path }) => path),
    governed,
  );
  if (head.commit === null) return unjudged(changed, 'inconclusive', uncommitted);
  const { folders } = await selectReleases(head, fork, false);
  const releases = folders.map((folder) => folder.slice('releases/'.length));
  try {
    await readGoverned(head);
    if ((await base.lock()) !== null && (await readLock(head)) === null)
      return unjudged(changed, 'blocked', unpinned);
    const { writings, unknown } = await originOfGoverned(objects, governed, history, differences);
    if (unknown.length > 0) return unjudged(changed, 'blocked', withoutAuthor(unknown));
    const { withdrawals } = change.ledger;
    const run = { ...change, withdrawals, governed, differences, writings, releases };
    const judged = await judgeGovernedRun(judge, run);
    return reportGovernance(judged, judge.policy.catalogue, explainReason);
  } catch (error) {
    if (!isTrustRootError(error)) throw error;
    const { code, message, hint = '' } = error;
    return unjudged(changed, 'blocked', { code, message, remedy: hint });
  }
}

/** The raw commits of a change that wrote the governed files in which it differs. */
export async function governingCommits(change: Change): Promise<Buffer[]> {
  const { objects, base, head, fork, history } = change;
  const governed = await base.governed();
  const differences = await governedChanges(objects, governed, head, fork);
  const { writings } = await originOfGoverned(objects, governed, history, differences);
  return writings.map(({ bytes }) => bytes);
}

const unpinned: Unjudged = {
  code: 'input.missing',
  message: 'gatehouse.lock is taken away: then any engine would judge',
  remedy: 'Put it back. Another engine is pinned by gate upgrade.',
};

// It comes from commits that are part of the base, whose files are not.
function withoutAuthor(paths: readonly string[]): Unjudged {
  const more = paths.length > 1 ? `, and ${paths.length - 1} more` : '';
  return {
    code: 'refused.left_behind',
    message: `no commit of this change wrote ${paths[0]} as it is${more}`,
    remedy: 'Write it again in a signed commit of this branch: nobody knows who wrote it.',
  };
}

/** The same with the change as it is given. Throws `policy.*`, and what an unusable trust root throws. */
export async function judgeGovernedRun(
  { engine, policy, evaluator }: Judge,
  run: Omit<GovernedRun, 'policy' | 'plugins'>,
): Promise<JudgedGovernance> {
  requireChangeGate(policy.catalogue);
  const changed = run.differences.map(({ path }) => path);
  const facts = await assembleChange({
    ...run,
    policy: await describePolicies(engine, policy, run.head),
    plugins: await auditPlugins(engine, run.head, changed),
  });
  return { facts, decision: decideChange(facts, policy, await evaluator.evaluate(facts)) };
}

// A policy that does not compile would block every release after it. Compiling runs nothing of it.
async function describePolicies(
  engine: Engine,
  before: Policy,
  head: TreeSource,
): Promise<ChangeFacts['policy']> {
  const old = rulesOf(before);
  try {
    const after = await loadPolicy(engine, head);
    requireChangeGate(after.catalogue);
    const data = compareData(before.data, after.data);
    return { problems: [], rules: { old, new: rulesOf(after) }, data };
  } catch (error) {
    if (!(error instanceof GatehouseError) || !/^(policy|input)\./.test(error.code)) throw error;
    const problems = [error, ...error.others].map(({ code, message, place }) => ({
      ...{ code, message },
      place: [place.file ?? 'policies/', place.line, place.column]
        .filter((part) => part !== undefined)
        .join(':'),
    }));
    return { problems, rules: { old, new: {} }, data: [] };
  }
}

function rulesOf({ catalogue }: Policy): ChangeFacts['policy']['rules']['old'] {
  const rules = catalogue.gates.flatMap((gate) => gate.rules);
  return Object.fromEntries(rules.map(({ code, severity, waivable }) => [code, { severity, waivable }]));
}

function unjudged(
  changed: string[],
  verdict: GovernanceReport['verdict'],
  { code, message, remedy }: Unjudged,
): GovernanceReport {
  const finding = { code, severity: 'block' as const, message, remedy };
  const nobody = { quorum: [], candidates: [], rules: [] };
  return { release: null, digest: null, verdict, changed, findings: [finding], ...nobody };
}

interface Unjudged {
  code: string;
  message: string;
  remedy: string;
}

const uncommitted = {
  code: 'uncommitted',
  message: 'governed files are judged when they are committed',
  remedy: 'Commit them on a branch of their own, then run pnpm gate.',
};
