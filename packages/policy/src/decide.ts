import {
  type Catalogue,
  type CatalogueRule,
  type Decision,
  type DecisionStatus,
  digestJson,
  type Facts,
  type Finding,
} from '@gatehouse/contracts';
import { acceptResult, type PolicyResult, type RawFinding, type RuleResult } from './accept-result.ts';
import { findWaiver, weighWaivers } from './waivers.ts';

type GateDecision = Decision['gates'][number];

/** Folds what the policy reported on the facts into a decision. Pure. Throws `policy.result` on a result it can not accept. */
export function decide(
  facts: Facts,
  policy: { digest: string; catalogue: Catalogue },
  results: unknown,
): Decision {
  const result = acceptResult(results, policy.catalogue);
  const { need, have } = result.break_glass;
  const scene: Scene = { facts, isBroken: have.length >= need };
  const gates = policy.catalogue.gates.map((gate) => decideGate(gate.gate, gate.rules, result, scene));
  return {
    schema: 'gatehouse/decision@1',
    release: `${facts.release.name}/${facts.release.version}`,
    verdict: verdictOf(gates),
    facts_digest: digestJson(facts),
    policy_digest: policy.digest,
    gates,
    waivers: weighWaivers(facts, policy.catalogue, { gates, quorum: result.quorum }),
    quorum: result.quorum,
    break_glass: result.break_glass,
  };
}

/** What a finding is weighed by: waivers and time in the facts, and whether enough people broke the glass. */
interface Scene {
  facts: Facts;
  isBroken: boolean;
}

function decideGate(
  gate: string,
  rules: readonly CatalogueRule[],
  result: PolicyResult,
  scene: Scene,
): GateDecision {
  const reported = result.gates[gate] ?? {};
  const decided = rules.map((rule) => decideRule(rule, reported[rule.code.slice(gate.length + 1)], scene));
  return {
    gate,
    status: worst(decided.map((rule) => rule.status)),
    examined: decided.reduce((sum, rule) => sum + rule.examined, 0),
    rules: decided.map(({ code, status, examined }) => ({ code, status, examined })),
    findings: decided.flatMap((rule) => rule.findings),
  };
}

function decideRule(rule: CatalogueRule, result: RuleResult | undefined, scene: Scene) {
  const { code } = rule;
  const isRetired = hasRetired(rule, scene.facts);
  // A rule that is undefined, or that applies and looked at nothing, has not passed.
  if (result === undefined) {
    const status = isRetired ? ('retired' as const) : ('not_evaluated' as const);
    return { code, status, examined: 0, findings: [] };
  }
  if (!result.applies) return { code, status: 'not_applicable' as const, examined: 0, findings: [] };
  const findings = result.findings.map((finding) => weigh(rule, finding, scene)).sort(byPlace);
  if (isRetired) return { code, status: 'retired' as const, examined: result.examined, findings };
  const status = findings.length > 0 ? statusOf(findings) : statusWithout(rule, result.examined, scene);
  return { code, status, examined: result.examined, findings };
}

/** A rule that has retired denies nothing, not even by its silence; what it still finds is told. */
function hasRetired({ retires_on }: CatalogueRule, { now }: Facts): boolean {
  return retires_on !== undefined && retires_on <= now.slice(0, 10);
}

function statusWithout(rule: CatalogueRule, examined: number, scene: Scene): DecisionStatus {
  if (examined > 0) return 'passed';
  return scene.isBroken && rule.waivable ? 'overridden' : 'not_evaluated';
}

/** Broken glass lets go findings that could be waived or that wait for people; what keeps facts honest it does not. */
function isOverridden({ waivable, severity }: CatalogueRule, { isBroken }: Scene): boolean {
  return isBroken && severity !== 'warn' && (waivable || severity === 'wait');
}

function weigh(rule: CatalogueRule, { subject, at, params }: RawFinding, scene: Scene): Finding {
  const { facts } = scene;
  const finding = { code: rule.code, severity: rule.severity, subject, at, params };
  const today = facts.now.slice(0, 10);
  if (rule.retires_on !== undefined && hasRetired(rule, facts)) {
    return { ...finding, severity: 'retired', retired_on: rule.retires_on };
  }
  const waiver = findWaiver(rule, subject, facts);
  if (waiver) return { ...finding, severity: 'waived', waived_until: waiver.until };
  if (rule.effective_on !== undefined && today < rule.effective_on) {
    return { ...finding, severity: 'warn', effective_on: rule.effective_on };
  }
  if (isOverridden(rule, scene)) return { ...finding, severity: 'overridden' };
  return finding;
}

function statusOf(findings: readonly Finding[]): DecisionStatus {
  const of = {
    block: 'failed',
    wait: 'waiting',
    overridden: 'overridden',
    waived: 'waived',
    warn: 'warned',
    retired: 'retired',
  } as const;
  return worst(findings.map((finding) => of[finding.severity]));
}

/** The statuses, the worst first. */
export const statusOrder: readonly DecisionStatus[] = [
  'failed',
  'not_evaluated',
  'waiting',
  'overridden',
  'waived',
  'warned',
  'passed',
  'retired',
  'not_applicable',
];

function worst(statuses: readonly DecisionStatus[]): DecisionStatus {
  return statusOrder.find((status) => statuses.includes(status)) ?? 'not_evaluated';
}

function verdictOf(gates: readonly GateDecision[]): Decision['verdict'] {
  const status = worst(gates.map((gate) => gate.status));
  if (status === 'waiting') return 'inconclusive';
  if (status === 'overridden') return 'break-glass';
  if (status === 'waived') return 'ready-with-waivers';
  return status === 'passed' || status === 'warned' ? 'ready' : 'blocked';
}

function byPlace(one: Finding, other: Finding): number {
  const [a, b] = [one, other].map(
    (finding) => `${finding.subject}\0${JSON.stringify(finding.at)}\0${JSON.stringify(finding.params)}`,
  );
  return (a as string) < (b as string) ? -1 : 1;
}
