import { isCalendarDate } from './calendar-date.ts';
import type { Refuse } from './refused.ts';

export type Decision = 'approve' | 'confirm' | 'withdraw' | 'break-glass' | 'ratify';

export type DecisionRefusal = 'unknown-decision' | 'until' | 'no-reason' | 'denial' | 'confirms';

interface DecisionRule {
  /** How the subject line begins. */
  subject: string;
  until: 'may' | 'must' | 'never';
  needsReason?: true;
  /** A withdrawal holds, whoever wrote the release. */
  neverDenies?: true;
  /** What a release says is confirmed along with an approval, or by itself: then something is. */
  confirms?: 'may' | 'must';
  /** A change of governed files (`governance/<version>`) is approved or not: there is no way around its quorum. */
  ofReleasesOnly?: true;
}

const rules: Record<Decision, DecisionRule> = {
  approve: { subject: 'Approve', until: 'may', confirms: 'may' },
  confirm: { subject: 'Confirm', until: 'never', confirms: 'must', ofReleasesOnly: true },
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
  signoff: {
    decision: Decision;
    release: string;
    until?: string;
    reason?: string;
    denies?: string;
    confirms?: readonly unknown[];
  },
  refuse: Refuse<DecisionRefusal>,
): void {
  const { decision, release, until, reason, denies, confirms = [] } = signoff;
  const rule = rules[decision];
  if (rule.ofReleasesOnly && release.startsWith('governance/')) refuse('unknown-decision');
  if (until === undefined ? rule.until === 'must' : rule.until === 'never') refuse('until');
  if (until !== undefined && !isCalendarDate(until)) refuse('until');
  if (rule.needsReason && reason === undefined) refuse('no-reason');
  if (confirms.length === 0 ? rule.confirms === 'must' : rule.confirms === undefined) refuse('confirms');
  if (confirms.length > 0 && release.startsWith('governance/')) refuse('confirms');
  if (rule.neverDenies && denies !== undefined) refuse('denial');
}
