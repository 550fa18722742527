import pc from 'picocolors';
import type { AuditReport, AuditStep, StepSigner, StepVerdict } from './audit-report.ts';
import { escapeTerminal } from './escape.ts';
import type { Colors } from './text-parts.ts';

const marks = {
  promoted: ['✓', 'green'],
  governance: ['✓', 'green'],
  'break-glass': ['⚠', 'magenta'],
  unrelated: ['·', 'dim'],
  bypass: ['✗', 'red'],
  tainted: ['✗', 'red'],
  unverifiable: ['?', 'yellow'],
} as const;

const mostReasons = 6;

/** The audit for people: what went live and who vouched for it, then what is wrong, and the sum. */
export function renderAudit(report: AuditReport, options: { color: boolean }): string {
  const colors = pc.createColors(options.color);
  const { genesis, before_genesis, steps } = report;
  const shown = steps.filter(({ verdict }) => verdict !== 'unrelated');
  const lines = [
    colors.dim(
      escapeTerminal(
        `${report.project} · tip ${report.tip.slice(0, 10)} · genesis ${genesis.commit.slice(0, 10)}`,
      ),
    ),
    ...(genesis.pinned
      ? []
      : [
          colors.yellow(
            'The trust root at the beginning is not pinned: whoever rewrote all of history could have made it.',
          ),
          `  → Compare with what you wrote down, and pin it: --genesis ${genesis.digest}`,
        ]),
    ...(before_genesis > 0
      ? [`${count(before_genesis, 'step')} before the first trust root: nothing can be proven of them`]
      : []),
    '',
    ...shown.flatMap((step) => renderStep(step, colors)),
    ...(shown.length > 0 ? [''] : []),
    renderCounts(report, colors),
  ];
  return `${lines.join('\n')}\n`;
}

function renderStep(step: AuditStep, colors: Colors): string[] {
  const [mark, color] = marks[step.verdict];
  const word =
    step.verdict === 'promoted' || step.verdict === 'governance'
      ? ''
      : `  ${colors[color](step.verdict.toUpperCase())}`;
  const what = [
    ...step.releases.map(({ release }) => release),
    ...(step.governance === null ? [] : [`governance/${step.governance.version}`]),
  ];
  const head = `${step.time.slice(0, 10).padEnd(10)}  ${step.commit.slice(0, 10)}  ${what.join(', ')}`;
  const signers = [...step.releases.flatMap((one) => one.signers), ...(step.governance?.signers ?? [])];
  const reasons = step.reasons.slice(0, mostReasons);
  const more = step.reasons.length - reasons.length;
  return [
    `${colors[color](mark)} ${escapeTerminal(head)}${word}  ${colors.dim(escapeTerminal(people(signers)))}`.trimEnd(),
    ...reasons.map(({ code, message }) => `    ${escapeTerminal(message)}  ${colors.dim(code)}`),
    ...(more > 0 ? [`    and ${more} more reasons (--format json has all)`] : []),
  ];
}

function people(signers: readonly StepSigner[]): string {
  return [...new Set(signers.map(({ principal, role }) => `${principal} (${role})`))].join(', ');
}

function renderCounts({ counts }: AuditReport, colors: Colors): string {
  const parts = (Object.keys(marks) as StepVerdict[])
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => colors[marks[verdict][1]](`${counts[verdict]} ${verdict}`));
  return parts.length === 0 ? 'No step of main since: nothing to prove.' : parts.join(', ');
}

function count(number: number, what: string): string {
  return `${number} ${number === 1 ? what : `${what}s`}`;
}
