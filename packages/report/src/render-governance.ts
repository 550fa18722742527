import type { CandidateReport, GovernanceReport } from './check-report.ts';
import { escapeTerminal } from './escape.ts';
import { type Colors, shortList, verdictMarks } from './text-parts.ts';

/** A change of the judging side: what changed, what stands against it, who has signed, and what to do. */
export function renderGovernance(governance: GovernanceReport, colors: Colors): string[] {
  const { release, verdict, changed, findings, quorum, candidates } = governance;
  const [word, color] = verdictMarks[verdict];
  const open = quorum.filter(({ need, have }) => have.length < need);
  // Who is missing stands below, once.
  const shown = findings.filter(({ severity }) => severity !== 'wait' || open.length === 0);
  const roles = [...new Set(open.map(({ role }) => role))];
  return [
    `${colors.bold(escapeTerminal((release ?? 'governed files').replace('/', ' ')))}  ${colors[color](word)}  ${colors.dim(shortList(changed, 5))}`,
    colors.dim(
      '  The base’s policies, plugins and trust root judged this run; the changed ones were not used.',
    ),
    // Of findings in a row with one remedy, the last one says it.
    ...shown.flatMap(({ code, severity, message, remedy }, index) => [
      `  ${severity === 'block' ? colors.red('✗') : colors.yellow('!')} ${escapeTerminal(message)}  ${colors.dim(code)}`,
      ...(remedy === '' || shown[index + 1]?.remedy === remedy ? [] : [`    → ${escapeTerminal(remedy)}`]),
    ]),
    ...quorum.map((one) => renderQuorum(one, colors)),
    ...candidates.filter((one) => !one.counted).map((one) => renderCandidate(one, colors)),
    ...(verdict !== 'blocked' && roles.length > 0 && release !== null
      ? [`    → pnpm gate sign ${escapeTerminal(`${release} --role ${roles.join('|')}`)}`]
      : []),
  ];
}

function renderQuorum(
  { root, role, need, have }: GovernanceReport['quorum'][number],
  colors: Colors,
): string {
  const mark = have.length >= need ? colors.green('✓') : colors.cyan('…');
  const who = have.length === 0 ? '' : ` ${have.join(', ')}`;
  const count = `${Math.min(have.length, need)}/${need}`;
  return `  ${mark} ${escapeTerminal(`${role} by the ${root} trust root ${count}${who}`)}`;
}

/** A sign-off that does not count, and why. */
export function renderCandidate(candidate: CandidateReport, colors: Colors): string {
  const { commit, principal, role, explanation, reason } = candidate;
  const who = `${principal ?? 'somebody unknown'} as ${role ?? 'no role'}`;
  return colors.dim(
    escapeTerminal(
      `    not counted: ${commit.slice(0, 10)} ${who}: ${explanation} (${reason.split(':')[0]})`,
    ),
  );
}
