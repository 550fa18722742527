import type { Catalogue, CatalogueRule, Decision, Facts, Finding } from '@gatehouse/contracts';

type Waiver = NonNullable<Facts['release']['waivers']>[number];
type Weighed = Decision['waivers'][number];

/**
 * The waiver that lifts a finding: the first that fits. The role that approves it is part of the quorum, so a waiver that
 * nobody signed leaves the release waiting.
 */
export function findWaiver(
  { code, waivable, severity }: CatalogueRule,
  subject: string,
  facts: Facts,
): Waiver | undefined {
  if (!waivable || severity === 'warn') return undefined;
  const today = facts.now.slice(0, 10);
  return facts.release.waivers?.find((waiver) => fits(waiver, code, subject) && today <= waiver.until);
}

/** What became of every waiver of the release: what it lifts, whether its role has signed, and why it lifts nothing. */
export function weighWaivers(
  facts: Facts,
  { gates: known }: Catalogue,
  { gates, quorum }: Pick<Decision, 'gates' | 'quorum'>,
): Weighed[] {
  const { waivers = [] } = facts.release;
  if (waivers.length === 0) return [];
  const today = facts.now.slice(0, 10);
  const rules = new Map(known.flatMap((gate) => gate.rules.map((rule) => [rule.code, rule] as const)));
  const waived = gates.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'waived'));
  const liftedBy = (waiver: Waiver) => (finding: Finding) => {
    const rule = rules.get(finding.code);
    return rule !== undefined && findWaiver(rule, finding.subject, facts) === waiver;
  };
  return waivers.map((waiver) => {
    const { rule, subject = null, reason, until, approver_role } = waiver;
    const lifts = waived.filter(liftedBy(waiver)).map((finding) => finding.subject);
    const approved = quorum.some(({ role, have }) => role === approver_role && have.length > 0);
    const state = lifts.length > 0 ? 'used' : whyUnused(waiver, rules.get(rule), today);
    return { rule, subject, reason, until, approver_role, approved, state, lifts };
  });
}

function whyUnused({ until }: Waiver, rule: CatalogueRule | undefined, today: string): Weighed['state'] {
  if (rule === undefined) return 'unknown-rule';
  if (!rule.waivable || rule.severity === 'warn') return 'not-waivable';
  return until < today ? 'ended' : 'unused';
}

function fits(waiver: Waiver, code: string, subject: string): boolean {
  return waiver.rule === code && (waiver.subject === undefined || waiver.subject === subject);
}
