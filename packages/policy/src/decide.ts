import { type Decision, digestJson, type Facts } from '@gatehouse/contracts';
import { acceptResult } from './accept-result.ts';
import { decideGate, type Scene, worst } from './decide-gate.ts';
import { findUndecidable, requireNone } from './find-faults.ts';
import { findVouched } from './find-vouched.ts';
import { releaseGates } from './gates.ts';
import type { Policy } from './prepare-policy.ts';
import { findWaiver, weighWaivers } from './waivers.ts';

/**
 * Folds what the policy reported on the facts of a release into a decision. Pure. Throws `policy.result` on a result it
 * cannot accept, and `policy.invalid` where a pack of the policy adds what it may not.
 */
export function decide(
  facts: Facts,
  policy: Pick<Policy, 'digest' | 'catalogue' | 'data'>,
  results: unknown,
): Decision {
  requireNone(findUndecidable(policy.data));
  const result = acceptResult(results, policy.catalogue);
  const { need, have } = result.break_glass;
  const vouched = findVouched(facts, result.questions);
  const scene: Scene = {
    today: facts.now.slice(0, 10),
    isBroken: have.length >= need,
    isVouched: (part) => vouched.has(part),
    waiverFor: (rule, subject) => findWaiver(rule, subject, facts),
  };
  const gates = releaseGates(policy.catalogue).map((gate) =>
    decideGate(gate, result.gates[gate.gate] ?? {}, scene),
  );
  return {
    schema: 'gatehouse/decision@1',
    release: `${facts.release.name}/${facts.release.version}`,
    verdict: verdictOf(gates),
    facts_digest: digestJson(facts),
    policy_digest: policy.digest,
    gates,
    waivers: weighWaivers(facts, policy.catalogue, { gates, quorum: result.quorum }),
    quorum: result.quorum,
    questions: result.questions,
    break_glass: result.break_glass,
  };
}

function verdictOf(gates: Decision['gates']): Decision['verdict'] {
  const status = worst(gates.map((gate) => gate.status));
  if (status === 'waiting') return 'inconclusive';
  if (status === 'overridden') return 'break-glass';
  if (status === 'waived') return 'ready-with-waivers';
  return status === 'passed' || status === 'warned' ? 'ready' : 'blocked';
}
