import { isCalendarDate } from './calendar-date.ts';
import type { Refuse } from './refused.ts';

export type Decision = 'approve' | 'withdraw' | 'break-glass' | 'ratify';

export type DecisionRefusal = 'unknown-decision' | 'until' | 'no-reason' | 'denial';

interface DecisionRule {
  /** How the subject line begins. */
  subject: string;
  until: 'may' | 'must' | 'never';
  needsReason?: true;
  /** A withdrawal holds, whoever wrote the release. */
  neverDenies?: true;
  /** A change of governed files (`governance/<version>`) is approved or not: there is no way around its quorum. */
  ofReleasesOnly?: true;
}

const rules: Record<Decision, DecisionRule> = {
  approve: { subject: 'Approve', until: 'may' },
  withdraw: { subject: 'Withdraw from', until: 'never', neverDenies: true },
  'break-glass': { subject: 'Break the glass for', until: 'must', needsReason: true, ofReleasesOnly: true },
  ratify: { subject: 'Ratify', until: 'never', ofReleasesOnly: true },
};

export function isDecision(value: string): value is Decision {
  return Object.hasOwn(rules, value);
}

/** How the subject line of a sign-off begins. */
export function subjectOf(decision: Decision): string {
  return rules[decision]?.subject ?? '';
}

/** Checks that a decision comes with what it needs, and about something that it can be about. */
export function checkDecision(
  signoff: { decision: Decision; release: string; until?: string; reason?: string; denies?: string },
  refuse: Refuse<DecisionRefusal>,
): void {
  const { decision, release, until, reason, denies } = signoff;
  const rule = rules[decision];
  if (rule.ofReleasesOnly && release.startsWith('governance/')) refuse('unknown-decision');
  if (until === undefined ? rule.until === 'must' : rule.until === 'never') refuse('until');
  if (until !== undefined && !isCalendarDate(until)) refuse('until');
  if (rule.needsReason && reason === undefined) refuse('no-reason');
  if (rule.neverDenies && denies !== undefined) refuse('denial');
}
