import { escapeTerminal, type Judged } from '@gatehouse/report';
import type { Decision } from '@gatehouse/signoff';
import type { SignOptions } from './sign-options.ts';

const titles: Record<Decision, string> = {
  approve: 'Sign',
  confirm: 'Confirm',
  withdraw: 'Withdraw',
  'break-glass': 'BREAK THE GLASS',
  ratify: 'Ratify broken glass',
};

/** What somebody is about to sign: shown before it is. */
export function describeRelease(
  { facts }: Judged,
  principal: string,
  decision: Decision,
  options: SignOptions,
): string {
  const evidence = Object.values(facts.evidence).map(({ id, plugin, examined, headline }) => {
    const numbers = Object.entries(headline).map(([metric, value]) => `${metric} ${value}`);
    return `    ${id} (${plugin.name} ${plugin.version}, ${examined} examined): ${numbers.join(', ')}`;
  });
  const lines = [
    `${titles[decision]} as ${principal} for ${options.role}${options.until ? `, until ${options.until}` : ''}:`,
    `  ${facts.release.name} ${facts.release.version}, tier ${facts.release.tier}: ${facts.release.summary}`,
    `  digest ${facts.digest}`,
    '  evidence',
    ...evidence,
    ...(facts.release.waivers ?? []).map(
      (waiver) => `  waiver of ${waiver.rule} until ${waiver.until}: ${waiver.reason}`,
    ),
    ...(facts.release.review?.caveats ?? []).map((caveat) => `  caveat: ${caveat}`),
  ];
  return `${lines.map(escapeTerminal).join('\n')}\n`;
}
