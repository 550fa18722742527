import {
  type CatalogueGate,
  type CatalogueRule,
  type Decision,
  type DecisionStatus,
  type Finding,
  grounds,
} from '@gatehouse/contracts';
import type { RawFinding, RuleResult } from './accept-result.ts';

type GateDecision = Decision['gates'][number];

/** What findings are weighed by. */
export interface Scene {
  /** The day (UTC) that is judged for. */
  today: string;
  /** Whether enough people broke the glass. */
  isBroken: boolean;
  /** Whether somebody in their role has signed for a field of the release, or for all of it: `release`. */
  isVouched(part: string): boolean;
  waiverFor(rule: CatalogueRule, subject: string): { until: string } | undefined;
}

/** Folds what the rules of a gate reported (by key; one that reported nothing is absent) into its decision. Pure. */
export function decideGate(
  { gate, rules }: CatalogueGate,
  reported: Readonly<Record<string, RuleResult>>,
  scene: Scene,
): GateDecision {
  const decided = rules.map((rule) => ({
    ...decideRule(rule, reported[rule.code.slice(gate.length + 1)], scene),
    ground: groundOf(rule, scene),
  }));
  return {
    gate,
    status: worst(decided.map((rule) => rule.status)),
    examined: decided.reduce((sum, rule) => sum + rule.examined, 0),
    grounds: countGrounds(decided),
    rules: decided.map(({ code, status, examined, ground }) => ({ code, status, examined, ground })),
    findings: decided.flatMap((rule) => rule.findings),
  };
}

/** What a rule reads of the release is no longer said by its author alone once people have signed for all of it. */
function groundOf({ ground, depends_on }: CatalogueRule, { isVouched }: Scene): CatalogueRule['ground'] {
  const parts = depends_on
    .filter((path) => /^release\b/.test(path))
    .map((path) => path.split('.')[1] ?? 'release');
  return ground === 'said' && parts.length > 0 && parts.every(isVouched) ? 'signed' : ground;
}

/** On what the answers rest of the rules that looked at something, in numbers. */
function countGrounds(rules: GateDecision['rules']): GateDecision['grounds'] {
  const answered = rules.filter(({ status, examined }) => examined > 0 && status !== 'retired');
  const counts = grounds.map((ground) => [ground, answered.filter((rule) => rule.ground === ground).length]);
  return Object.fromEntries(counts) as GateDecision['grounds'];
}

function decideRule(rule: CatalogueRule, result: RuleResult | undefined, scene: Scene) {
  const { code } = rule;
  const isRetired = hasRetired(rule, scene);
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
function hasRetired({ retires_on }: CatalogueRule, { today }: Scene): boolean {
  return retires_on !== undefined && retires_on <= today;
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
  const finding = { code: rule.code, severity: rule.severity, subject, at, params };
  if (rule.retires_on !== undefined && hasRetired(rule, scene)) {
    return { ...finding, severity: 'retired', retired_on: rule.retires_on };
  }
  const waiver = scene.waiverFor(rule, subject);
  if (waiver) return { ...finding, severity: 'waived', waived_until: waiver.until };
  if (rule.effective_on !== undefined && scene.today < rule.effective_on) {
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

/** The worst of statuses; of none, that nothing was evaluated. */
export function worst(statuses: readonly DecisionStatus[]): DecisionStatus {
  return statusOrder.find((status) => statuses.includes(status)) ?? 'not_evaluated';
}

function byPlace(one: Finding, other: Finding): number {
  const [a, b] = [one, other].map(
    (finding) => `${finding.subject}\0${JSON.stringify(finding.at)}\0${JSON.stringify(finding.params)}`,
  );
  return (a as string) < (b as string) ? -1 : 1;
}
