import type { Decision, DecisionStatus } from '@gatehouse/contracts';
import type { JudgedStep } from '@gatehouse/judge';
import { decide, type Evaluator, type Policy, statusOrder } from '@gatehouse/policy';
import type { BacktestEffect, BacktestPromotion, BacktestReport, RuleDifference } from '@gatehouse/report';

/** What a backtest finds in one step of main. */
export type StepComparison = Pick<BacktestReport, 'promotions' | 'unjudged'>;

/**
 * Judges the releases of a step with another policy. Facts do not depend on the policy that judges them, so they are
 * those of the day: time, trust root, plugins and sign-offs included.
 */
export async function backtestStep(
  { policy, evaluator }: { policy: Policy; evaluator: Evaluator },
  { commit, time, judged, errors }: JudgedStep,
): Promise<StepComparison> {
  const promotions = judged.map(async ({ facts, decision: before }): Promise<BacktestPromotion> => {
    const after = decide(facts, policy, await evaluator.evaluate(facts));
    return {
      commit,
      time,
      release: before.release,
      effect: effectOf(before, after),
      before: before.verdict,
      after: after.verdict,
      rules: differingRules(before, after),
    };
  });
  return {
    promotions: await Promise.all(promotions),
    // What the gate refuses by itself (a deleted release, authors left behind) no policy decides.
    unjudged: errors
      .filter(({ code }) => !code.startsWith('refused.'))
      .map(({ release, code, message }) => ({ commit, release, code, message })),
  };
}

function effectOf(before: Decision, after: Decision): BacktestEffect {
  if (maySend(before) === maySend(after)) return 'unchanged';
  return maySend(before) ? 'newly-blocked' : 'newly-passed';
}

function maySend({ verdict }: Decision): boolean {
  return verdict === 'ready' || verdict === 'ready-with-waivers' || verdict === 'break-glass';
}

/** The rules of which status or number of findings differ, the worst first. */
export function differingRules(before: Decision, after: Decision): RuleDifference[] {
  const [old, now] = [outcomes(before), outcomes(after)];
  const codes = [...new Set([...old.keys(), ...now.keys()])].sort();
  return codes
    .map((code) => ({ code, before: old.get(code) ?? null, after: now.get(code) ?? null }))
    .filter((rule) => JSON.stringify(rule.before) !== JSON.stringify(rule.after))
    .sort((one, other) => weight(one) - weight(other));
}

function outcomes({ gates }: Decision): Map<string, NonNullable<RuleDifference['after']>> {
  return new Map(
    gates.flatMap(({ rules, findings }) =>
      rules.map(({ code, status }) => {
        const count = findings.filter((finding) => finding.code === code).length;
        return [code, { status, findings: count }] as const;
      }),
    ),
  );
}

function weight({ before, after }: RuleDifference): number {
  const rank = (status: DecisionStatus | undefined) =>
    status === undefined ? statusOrder.length : statusOrder.indexOf(status);
  return Math.min(rank(before?.status), rank(after?.status));
}
