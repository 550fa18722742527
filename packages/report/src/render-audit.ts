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

/** The audit for people: where trust begins, what is wrong, then what went live and who vouched for it; the verdict. */
export function renderAudit(report: AuditReport, options: { color: boolean }): string {
  const colors = pc.createColors(options.color);
  const standing = report.steps.filter(({ verdict }) => isQuiet(verdict));
  const wrong = report.steps.filter(({ verdict }) => verdict !== 'unrelated' && !isQuiet(verdict));
  const lines = [
    ...renderOrigin(report, colors),
    ...(wrong.length > 0 ? ['', ...wrong.flatMap((step) => renderStep(step, 0, colors))] : []),
    ...(standing.length > 0 ? ['', ...renderTable(standing, colors)] : []),
    '',
    ...renderCounts(report, colors),
    renderVerdict(report, colors),
  ];
  return `${lines.join('\n')}\n`;
}

function isQuiet(verdict: StepVerdict): boolean {
  return verdict === 'promoted' || verdict === 'governance';
}

function renderOrigin({ project, tip, genesis, before_genesis }: AuditReport, colors: Colors): string[] {
  const parts = [project, `tip ${tip.slice(0, 10)}`, `genesis ${genesis.commit.slice(0, 10)}`];
  const lines = [colors.dim(escapeTerminal(parts.join(' · ')))];
  if (!genesis.pinned) {
    lines.push(
      colors.yellow(
        'The beginning is not pinned: whoever rewrote all of history could have made it, and all that judges since.',
      ),
      `  → Compare with what you wrote down, and pin it: --genesis ${escapeTerminal(genesis.digest)}`,
    );
  }
  const { releases } = genesis;
  if (releases.length > 0) {
    const names = releases.slice(0, 5).join(', ') + (releases.length > 5 ? ', …' : '');
    lines.push(
      `${count(releases.length, 'release')} came with the genesis, and nothing proves them: ${escapeTerminal(names)}`,
    );
  }
  if (before_genesis > 0) {
    lines.push(`${count(before_genesis, 'step')} before the first trust root: nothing can be proven of them`);
  }
  return lines;
}

function renderTable(steps: readonly AuditStep[], colors: Colors): string[] {
  const width = Math.max(...steps.map((step) => nameOf(step).length));
  return steps.flatMap((step) => renderStep(step, width, colors));
}

function renderStep(step: AuditStep, width: number, colors: Colors): string[] {
  const [mark, color] = marks[step.verdict];
  const word = isQuiet(step.verdict) ? '' : `  ${colors[color](step.verdict.toUpperCase())}`;
  const date = escapeTerminal(step.time.slice(0, 10)).padEnd(10);
  const head = `${date}  ${step.commit.slice(0, 10)}  ${nameOf(step).padEnd(width)}`;
  const reasons = step.reasons.slice(0, mostReasons);
  const more = step.reasons.length - reasons.length;
  return [
    `${colors[color](mark)} ${head}${word}  ${colors.dim(signersOf(step))}`.trimEnd(),
    ...reasons.map(
      ({ code, message }) => `    ${escapeTerminal(message)}  ${colors.dim(escapeTerminal(code))}`,
    ),
    ...(more > 0 ? [`    and ${count(more, 'more reason')} (--format json has all)`] : []),
  ];
}

function nameOf({ releases, governance }: AuditStep): string {
  const names = releases.map(({ release }) => release);
  if (governance !== null) names.push(`governance/${governance.version}`);
  return escapeTerminal(names.join(', '));
}

function signersOf({ releases, governance }: AuditStep): string {
  const signers: StepSigner[] = [...releases.flatMap((one) => one.signers), ...(governance?.signers ?? [])];
  const people = signers.map(({ principal, role }) => `${principal} (${role})`);
  return escapeTerminal([...new Set(people)].join(', '));
}

function renderCounts({ counts }: AuditReport, colors: Colors): string[] {
  const parts = (Object.keys(marks) as StepVerdict[])
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => colors[marks[verdict][1]](`${counts[verdict]} ${verdict}`));
  return parts.length === 0 ? [] : [parts.join(', ')];
}

// The same order as the exit code of the command: what went live and should not have, then what can not be proven.
function renderVerdict(
  { counts, steps, genesis, untrusted_since, judged }: AuditReport,
  colors: Colors,
): string {
  const wrong = counts.bypass + counts.tainted;
  const unratified = steps.filter(({ reasons }) => reasons.some(({ code }) => code === 'unratified')).length;
  const open = counts.unverifiable + unratified;
  if (wrong > 0) {
    return `${colors.red('NOT LEGITIMATE')}  ${count(wrong, 'step')} round the gate, or by a compromised key`;
  }
  if (open > 0) {
    return `${colors.yellow('NOT PROVEN')}  ${count(open, 'step')} beyond proof, or not ratified`;
  }
  if (untrusted_since !== null) {
    return `${colors.yellow('NOT PROVEN')}  policies and trust root are not proven since ${untrusted_since.slice(0, 10)} changed them`;
  }
  if (judged === 0) return `${colors.yellow('NOTHING PROVEN')}  there is no step since the genesis`;
  if (steps.length === 0) return `NOTHING NEW  of ${count(judged, 'step')} that were judged, none is so late`;
  const all = `${count(steps.length, 'step')}, each judged again by the policies and the trust root of its day`;
  return `${colors.green('PROVEN')}  ${all}${genesis.pinned ? '' : ', from a beginning that is not pinned'}`;
}

function count(number: number, what: string): string {
  return `${number} ${number === 1 ? what : `${what}s`}`;
}
