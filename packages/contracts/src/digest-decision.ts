import type { Decision } from '../generated/types.ts';
import { digestJson } from './digest.ts';

/**
 * `sha256:<hex>` of what was decided, in a form that outlives the engine: the verdict, the policy, each gate, rule and
 * finding, waivers and quorum. It leaves out what later engines say in another way (the digest of all facts, counts, on what
 * answers rest, questions), so that a promotion of years ago gives the same digest again.
 */
export function digestDecision(decision: Decision): string {
  const { release, verdict, policy_digest, gates, waivers, quorum } = decision;
  return digestJson({
    schema: 'gatehouse/decided@1',
    ...{ release, verdict, policy_digest, quorum },
    gates: gates.map(({ gate, status, rules, findings }) => ({
      ...{ gate, status },
      rules: rules.map((rule) => ({ code: rule.code, status: rule.status })),
      findings: findings.map(({ code, severity, subject, at, params }) => {
        return { code, severity, subject, at, params };
      }),
    })),
    waivers: waivers.map(({ rule, subject, until, state, lifts }) => ({
      rule,
      subject,
      until,
      state,
      lifts,
    })),
  });
}
