import type { Decision } from '@gatehouse/contracts';
import { type Policy, statusOrder } from '@gatehouse/policy';
import { type ExplainedGate, type Judged, type ReleaseExplanation, reportRelease } from '@gatehouse/report';
import { explainReason } from '@gatehouse/signoff';

/** The derivation of a verdict, in the order in which it is derived: facts, policy, rules, waivers, people, the worst status. */
export function explainRelease(judged: Judged, { catalogue }: Policy): ReleaseExplanation {
  const { facts, decision } = judged;
  const release = reportRelease(judged, catalogue, explainReason);
  const gates = decision.gates.map((gate, index): ExplainedGate => {
    const report = release.gates[index];
    const about = catalogue.gates.find((one) => one.gate === gate.gate);
    return {
      gate: gate.gate,
      title: about?.title ?? gate.gate,
      status: gate.status,
      rules: gate.rules.map((rule) => ({
        ...rule,
        title: about?.rules.find(({ code }) => code === rule.code)?.title ?? rule.code,
        findings: report?.findings.filter(({ code }) => code === rule.code) ?? [],
      })),
    };
  });
  return {
    schema: 'gatehouse/explain-release@1',
    base: facts.base.commit,
    head: facts.head.commit,
    evaluated_at: facts.now,
    facts_digest: decision.facts_digest,
    policy_digest: decision.policy_digest,
    release,
    counts: {
      files: Object.keys(facts.files).length,
      evidence: Object.keys(facts.evidence).length,
      broken_evidence: Object.keys(facts.evidence_problems).length,
      signoffs: facts.signoffs.length,
      counted: facts.signoffs.filter(({ counted }) => counted).length,
    },
    gates,
    because: worstRules(decision),
    verdict: decision.verdict,
  };
}

function worstRules({ gates }: Decision): ReleaseExplanation['because'] {
  const rules = gates.flatMap((gate) => gate.rules);
  const status = statusOrder.find((one) => rules.some((rule) => rule.status === one)) ?? 'not_evaluated';
  return { status, codes: rules.filter((rule) => rule.status === status).map(({ code }) => code) };
}
