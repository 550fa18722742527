import type { CatalogueRule, Decision, FactsSignoff, Finding } from '@gatehouse/contracts';
import type { Judged } from '@gatehouse/report';
import { explainReason } from '@gatehouse/signoff';

/**
 * Why a rule says more on one day than on the day before, as far as it was not the age of what its findings name: what
 * held it back ends, or people whom it counts on no longer count.
 */
export function causesOf(rule: CatalogueRule, before: Judged, after: Judged): string[] {
  const retires = rule.retires_on;
  if (retires !== undefined && retires <= after.facts.now.slice(0, 10)) {
    return retires > before.facts.now.slice(0, 10) ? [`the rule retires on ${retires}: it only tells`] : [];
  }
  return [
    ...liftedReliefs(rule, before.decision, after.decision),
    ...(rule.depends_on.includes('signoffs') ? lostSignoffs(before, after) : []),
    ...(rule.depends_on.includes('principals') ? lostRoles(before, after) : []),
  ];
}

function liftedReliefs({ code }: CatalogueRule, before: Decision, after: Decision): string[] {
  const now = new Map(findingsOf(after, code).map((finding) => [keyOf(finding), finding]));
  const texts = findingsOf(before, code).flatMap((old) => {
    const later = now.get(keyOf(old));
    if (later === undefined) return [];
    const waiver = old.waived_until !== undefined && later.waived_until === undefined;
    const warning = old.effective_on !== undefined && later.effective_on === undefined;
    return [
      ...(waiver ? [`the waiver ends on ${old.waived_until}`] : []),
      ...(warning ? [`the rule blocks from ${old.effective_on}`] : []),
      ...(old.severity === 'overridden' && later.severity !== 'overridden' ? ['broken glass ends'] : []),
    ];
  });
  return [...new Set(texts)];
}

function lostSignoffs(before: Judged, after: Judged): string[] {
  const now = new Map(after.facts.signoffs.map((one) => [one.commit, one]));
  return before.facts.signoffs.flatMap((old) => {
    const later = now.get(old.commit);
    return old.counted && later?.counted !== true ? [describe(old, later)] : [];
  });
}

function describe({ principal, role, commit }: FactsSignoff, later: FactsSignoff | undefined): string {
  const why = later === undefined ? 'it is gone' : explainReason(later.reason);
  return `the sign-off ${commit.slice(0, 10)} of ${principal} as ${role} ends: ${why}`;
}

function lostRoles({ facts: before }: Judged, { facts: after }: Judged): string[] {
  return Object.entries(before.principals).flatMap(([id, { roles }]) =>
    roles
      .filter((role) => !after.principals[id]?.roles.includes(role))
      .map((role) => `the role ${role} is no longer lent to ${id}`),
  );
}

/** What tells a finding from others of its rule on another day; params may tell of ages, which change. */
export function keyOf({ subject, at }: Pick<Finding, 'subject' | 'at'>): string {
  return JSON.stringify([subject, at]);
}

export function findingsOf({ gates }: Decision, code: string): Finding[] {
  return gates.flatMap(({ findings }) => findings.filter((finding) => finding.code === code));
}
