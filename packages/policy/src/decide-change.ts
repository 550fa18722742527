import {
  type Catalogue,
  type ChangeDecision,
  type ChangeFacts,
  digestJson,
  GatehouseError,
} from '@gatehouse/contracts';
import { acceptChangeResult } from './accept-result.ts';
import { decideGate, worst } from './decide-gate.ts';
import { changeGate, changeGates } from './gates.ts';

/** Whether a policy judges changes of governed files at all. Throws `policy.missing` where it does not. */
export function requireChangeGate(catalogue: Catalogue): void {
  if (changeGates(catalogue).length > 0) return;
  throw new GatehouseError('policy.missing', 'no gate of the base judges changes of governed files', {
    hint: `Without policies/gates/${changeGate}/ nobody could change policies, plugins or the trust root.`,
  });
}

/** Folds what the policy reported on a change of governed files into a decision. Pure. Throws `policy.result`. */
export function decideChange(
  facts: ChangeFacts,
  policy: { digest: string; catalogue: Catalogue },
  results: unknown,
): ChangeDecision {
  const result = acceptChangeResult(results, policy.catalogue);
  // Nothing of it can be waived, and no glass can be broken for it, whatever METADATA says.
  const scene = {
    today: facts.now.slice(0, 10),
    isBroken: false,
    isVouched: () => false,
    waiverFor: () => undefined,
  };
  const gates = changeGates(policy.catalogue).map((gate) =>
    decideGate(gate, result.gates[gate.gate] ?? {}, scene),
  );
  const status = worst(gates.map((gate) => gate.status));
  const passed = status === 'passed' || status === 'warned';
  return {
    schema: 'gatehouse/change-decision@1',
    release: facts.release,
    verdict: passed ? 'ready' : status === 'waiting' ? 'inconclusive' : 'blocked',
    facts_digest: digestJson(facts),
    policy_digest: policy.digest,
    gates,
    quorum: result.quorum,
  };
}
