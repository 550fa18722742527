import type { CandidateReport, GovernanceReport } from './check-report.ts';
import { escapeTerminal } from './escape.ts';
import { type Colors, shortList, verdictMarks } from './text-parts.ts';

/** A change of the judging side: what changed, what stands against it, who has signed, and what to do. */
export function renderGovernance(governance: GovernanceReport, rides: boolean, colors: Colors): string[] {
  const { release, verdict, changed, problems, quorum, candidates } = governance;
  const [word, color] = verdictMarks[rides ? 'blocked' : verdict];
  const open = quorum.filter(({ need, have }) => have.length < need);
  // Who is missing stands below, once.
  const shown = problems.filter(({ code }) => code !== 'old-quorum' && code !== 'new-quorum');
  const mended = shown.length === 0 && !rides;
  const roles = [...new Set(open.map(({ role }) => role))];
  return [
    `${colors.bold((release ?? 'governed files').replace('/', ' '))}  ${colors[color](word)}  ${colors.dim(shortList(changed, 5))}`,
    colors.dim(
      '  The base’s policies, plugins and trust root judged this run; the changed ones were not used.',
    ),
    ...(rides
      ? [
          `  ${colors.red('✗')} it rides with a release  ${colors.dim('governance-mixed')}`,
          '    → Put it on a branch of its own: who changes the rules does not play by them in the same move.',
        ]
      : []),
    ...shown.flatMap(({ code, message, remedy }) => [
      `  ${colors.red('✗')} ${escapeTerminal(message)}  ${colors.dim(code)}`,
      ...(remedy === '' ? [] : [`    → ${escapeTerminal(remedy)}`]),
    ]),
    ...quorum.map((one) => renderQuorum(one, colors)),
    ...candidates.filter((one) => !one.counted).map((one) => renderCandidate(one, colors)),
    ...(mended && roles.length > 0 && release !== null
      ? [`    → pnpm gate sign ${release} --role ${escapeTerminal(roles.join('|'))}`]
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
