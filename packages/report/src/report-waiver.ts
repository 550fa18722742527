import type { Decision, Place } from '@gatehouse/contracts';
import type { WaiverReport } from './check-report.ts';

type Waiver = Decision['waivers'][number];

/** A waiver in words: what it lifts, for how long, who has to approve it, and why. */
export function reportWaiver(waiver: Waiver, { file, line, column }: Place): WaiverReport {
  const { rule, subject, reason, until, approver_role: role, approved } = waiver;
  const about = subject === null ? `every finding of ${rule}` : `${rule} of ${subject}`;
  const by = approved ? `approved by ${role}` : `${role} has not approved it yet`;
  const [effect, remedy] = effects[waiver.state](waiver);
  return {
    ...waiver,
    message: `${about} until ${until}, ${by}: ${reason} (${effect})`,
    remedy,
    file: file ?? null,
    line: line ?? null,
    column: column ?? null,
  };
}

const effects: Record<Waiver['state'], (waiver: Waiver) => [effect: string, remedy: string]> = {
  used: ({ lifts }) => [lifts.length === 1 ? `lifts ${lifts[0]}` : `lifts ${lifts.length} findings`, ''],
  unused: () => [
    'lifts nothing',
    'Remove it: nothing that it could lift is found, or another waiver lifts it.',
  ],
  ended: ({ until }) => [
    'lifts nothing: it has ended',
    `Mend what it waived. If it needs longer, somebody has to approve a later end than ${until}.`,
  ],
  'unknown-rule': ({ rule }) => [
    'lifts nothing: there is no such rule',
    `Correct \`rule\`: the codes of rules stand beside the findings. ${rule} is none of them.`,
  ],
  'not-waivable': ({ rule }) => [
    'lifts nothing: no waiver lifts this rule',
    `Remove it. ${rule} blocks nothing, or it is one of those that keep facts and sign-offs honest.`,
  ],
};
