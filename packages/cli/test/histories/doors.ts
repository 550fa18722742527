import {
  auditHistory,
  emptyCache,
  judgeBundle,
  makeBundle,
  refusePush,
  replayStep,
  type StepRecord,
} from '@gatehouse/audit';
import { digestDecision, GatehouseError } from '@gatehouse/contracts';
import { type JudgedStep, judge, targetOf } from '@gatehouse/judge';
import type { Node } from './graph.ts';
import type { Hook } from './play.ts';
import type { World } from './world.ts';

// What may land, and what did: asked of everything that says so. What cannot be judged is refused by its error.

/** What a door says of a step, in the words that all of them share. */
export interface Answer {
  verdict: 'promoted' | 'governance' | 'break-glass' | 'unrelated' | 'refused';
  /** Why it is refused, each code once, sorted. */
  codes: string[];
  /** Digests of the decisions, by release. */
  decisions: Record<string, string>;
  /** What each release is called. */
  releases: Record<string, string>;
}

export function hookOf(world: World): Hook {
  return async ({ before, after, at }) => {
    const update = { before: before.id, after: after.id, ref: 'refs/heads/main' };
    const asked = refusePush(world.hostAt(at), world.repository, [update], targetOf('main'));
    const refusals = await asked.catch((error: unknown) => [{ reasons: [{ code: codeOf(error) }] }]);
    return distinct(refusals.flatMap(({ reasons }) => reasons.map(({ code }) => code)));
  };
}

export async function auditOf(world: World, tip: Node, at: number): Promise<StepRecord[]> {
  const request = { repository: world.repository, tip: tip.id, genesis: null, cache: emptyCache() };
  return (await auditHistory(world.hostAt(at), request)).records;
}

export function answerOf({ step }: StepRecord): Answer {
  const isRefused = step.verdict === 'bypass' || step.verdict === 'unverifiable';
  return {
    verdict: isRefused ? 'refused' : (step.verdict as Answer['verdict']),
    codes: distinct(step.reasons.map(({ code }) => code)),
    decisions: Object.fromEntries(step.releases.map((one) => [one.release, one.decision_digest])),
    releases: Object.fromEntries(step.releases.map(({ release, verdict }) => [release, verdict])),
  };
}

export async function replayOf(world: World, commit: Node, at: number): Promise<Answer> {
  return judgedAs(replayStep(world.hostAt(at), world.repository, commit.id));
}

/** Of the bundle of a step, read again. */
export async function bundleOf(world: World, commit: Node, at: number): Promise<Answer> {
  const host = world.hostAt(at);
  return judgedAs(
    makeBundle(host, world.repository, commit.id)
      .then(({ bundle }) => judgeBundle(host, JSON.parse(JSON.stringify(bundle))))
      .then(({ judged }) => judged),
  );
}

/** Of a branch, against a tip of main. */
export async function checkOf(
  world: World,
  { base, head, at }: { base: Node; head: Node; at: number },
): Promise<{ verdict: string; codes: string[] }> {
  const host = { ...world.hostAt(at), cwd: world.repository.location.root };
  try {
    const report = await judge(host, { base: base.id, head: head.id });
    const findings = [
      ...report.errors,
      ...report.releases.flatMap(({ gates }) => gates.flatMap((gate) => gate.findings)),
      ...(report.governance?.findings ?? []),
    ];
    return { verdict: report.verdict, codes: distinct(findings.map(({ code }) => code)) };
  } catch (error) {
    return { verdict: 'blocked', codes: [codeOf(error)] };
  }
}

async function judgedAs(asked: Promise<JudgedStep>): Promise<Answer> {
  try {
    const { verdict, reasons, judged } = await asked;
    return {
      verdict,
      codes: distinct(reasons.map(({ code }) => code)),
      decisions: Object.fromEntries(
        judged.map(({ decision }) => [decision.release, digestDecision(decision)]),
      ),
      releases: Object.fromEntries(judged.map(({ decision }) => [decision.release, decision.verdict])),
    };
  } catch (error) {
    return { verdict: 'refused', codes: [codeOf(error)], decisions: {}, releases: {} };
  }
}

function codeOf(error: unknown): string {
  if (error instanceof GatehouseError && error.code !== 'internal') return error.code;
  throw error;
}

function distinct(codes: readonly string[]): string[] {
  return [...new Set(codes)].sort();
}
