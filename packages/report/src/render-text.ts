import { grounds } from '@gatehouse/contracts';
import pc from 'picocolors';
import type { CheckReport, ErrorReport, GateReport, ReleaseReport } from './check-report.ts';
import { escapeTerminal } from './escape.ts';
import { renderGateFindings } from './render-gate-findings.ts';
import { renderCandidate, renderGovernance } from './render-governance.ts';
import { type Colors, gateMarks, renderPlace, verdictMarks } from './text-parts.ts';

/** The report for a terminal or a CI log: verdict, then per gate what passed, what blocks, why, and what to do. */
export function renderText(report: CheckReport, options: { color: boolean }): string {
  const colors = pc.createColors(options.color);
  const lines = [renderHeader(report, colors)];
  if (report.unsettled !== undefined) lines.push('');
  for (const one of report.unsettled ?? []) lines.push(...renderNote(one, colors.cyan('…'), colors));
  for (const release of report.releases) lines.push('', ...renderRelease(release, colors));
  for (const error of report.errors) lines.push('', ...renderError(error, options));
  if (report.governance !== null) {
    lines.push('', ...renderGovernance(report.governance, colors));
  }
  lines.push('', renderSummary(report, colors), ...renderHowToMerge(report, colors));
  return `${lines.join('\n')}\n`;
}

/** An error as people read it: what, where, how to mend it. */
export function renderError(error: ErrorReport, options: { color: boolean }): string[] {
  const colors = pc.createColors(options.color);
  return renderNote(error, colors.red('✗'), colors);
}

function renderNote(error: ErrorReport, mark: string, colors: Colors): string[] {
  const lines = [`${mark} ${escapeTerminal(error.message)} ${colors.dim(error.code)}`];
  const place = renderPlace(error);
  if (place !== null) lines.push(`  ${colors.dim(place)}`);
  if (error.hint !== null && error.hint !== '') lines.push(`  → ${escapeTerminal(error.hint)}`);
  return lines;
}

function renderHeader(report: CheckReport, colors: Colors): string {
  const head = report.head === null ? 'work tree' : report.head.slice(0, 10);
  const parts = [
    `base ${report.base.slice(0, 10)}`,
    `head ${head}`,
    `policy ${report.policy_digest.slice(7, 17)}`,
  ];
  const header = colors.dim(escapeTerminal(`${parts.join(' · ')} · ${report.evaluated_at}`));
  const stamps = [
    ...(report.preview ? ['PREVIEW: uncommitted files were judged; sign-offs count only for commits'] : []),
    ...(report.report_only ? ['REPORT ONLY: the exit code of this run says nothing'] : []),
  ];
  return [header, ...stamps.map((stamp) => colors.yellow(stamp))].join('\n');
}

function renderRelease(release: ReleaseReport, colors: Colors): string[] {
  const [word, color] = verdictMarks[release.verdict];
  const about = [`tier ${release.tier}`, ...release.profiles].join(' · ');
  const title = `${colors.bold(escapeTerminal(release.release.replace('/', ' ')))}  ${colors[color](word)}`;
  return [
    `${title}  ${colors.dim(escapeTerminal(about))}`,
    ...renderGlass(release, colors),
    ...release.gates.flatMap((gate) => renderGate(gate, release.release, colors)),
    renderGrounds(release, colors),
    ...renderWaivers(release, colors),
    ...renderSignoffs(release, colors),
    ...renderQuestions(release, colors),
  ];
}

// Loud: it goes live although the gate says no.
function renderGlass({ release, verdict, glass }: ReleaseReport, colors: Colors): string[] {
  const { need, people, until } = glass;
  if (people.length === 0) return [];
  const who = escapeTerminal(people.join(' and '));
  const lines = [
    `  ${colors.magenta('⚠')} ${who} broke the glass, until ${until ?? 'an end that is unknown'}`,
  ];
  if (people.length < need) {
    const command = escapeTerminal(`pnpm gate sign ${release} --role <role> --break-glass`);
    return [
      ...lines,
      `    It takes ${need} people, so nothing is overridden yet.`,
      `    → ${command} --reason <why> --until <YYYY-MM-DD>`,
    ];
  }
  if (verdict !== 'break-glass') return lines;
  return [
    ...lines,
    '    What is marked ⚠ is overridden, not mended. One who governs must ratify it, or the next version is blocked.',
  ];
}

function renderGate(gate: GateReport, release: string, colors: Colors): string[] {
  const [mark, color] = gateMarks[gate.status];
  const examined = gate.status === 'not_applicable' ? 'does not apply' : `${gate.examined} examined`;
  const line = `  ${colors[color](mark)} ${escapeTerminal(gate.gate).padEnd(12)} ${colors.dim(examined)}`;
  // Which roles are missing stands once, below the gates.
  const findings = gate.findings.filter(({ code }) => code !== 'signoff.role_missing');
  return [line, ...renderGateFindings(findings, release, colors)];
}

function renderGrounds({ grounds: counts }: ReleaseReport, colors: Colors): string {
  return colors.dim(`  rests on   ${grounds.map((ground) => `${counts[ground]} ${ground}`).join(' · ')}`);
}

// Always shown: what is waived is not mended, and a waiver that lifts nothing was meant to.
function renderWaivers({ waivers }: ReleaseReport, colors: Colors): string[] {
  if (waivers.length === 0) return [];
  const lines = waivers.flatMap(({ state, message, remedy, ...place }) => {
    const mark = colors.yellow(state === 'used' ? '~' : '!');
    const at = renderPlace(place);
    return [
      `      ${mark} ${escapeTerminal(message)}`,
      ...(at === null ? [] : [`        ${colors.dim(at)}`]),
      ...(remedy === '' ? [] : [`        → ${escapeTerminal(remedy)}`]),
    ];
  });
  return [`  ${colors.yellow('~')} waivers`, ...lines];
}

function renderSignoffs(release: ReleaseReport, colors: Colors): string[] {
  if (release.signoffs.length === 0) return [];
  const roles = release.signoffs.map(({ role, need, have }) => {
    const done = have.length >= need;
    const who = have.length === 0 ? '' : ` ${have.join(', ')}`;
    const text = escapeTerminal(`${role} ${Math.min(have.length, need)}/${need}${who}`);
    return `${done ? colors.green('✓') : colors.cyan('…')} ${text}`;
  });
  const lines = [`  sign-offs  ${roles.join('   ')}`];
  for (const candidate of release.candidates.filter((one) => !one.counted)) {
    lines.push(renderCandidate(candidate, colors));
  }
  const open = release.signoffs.filter(({ need, have }) => have.length < need).map(({ role }) => role);
  const mended = release.gates.every(
    (gate) => gate.gate === 'signoff' || !['failed', 'not_evaluated'].includes(gate.status),
  );
  if (open.length > 0 && mended) {
    lines.push(`    → pnpm gate sign ${escapeTerminal(`${release.release} --role ${open.join('|')}`)}`);
  }
  return lines;
}

// Who has to answer: whoever is named, else anybody in one of the roles.
function renderQuestions({ release, questions, signoffs }: ReleaseReport, colors: Colors): string[] {
  const open = questions.filter((question) => question.open);
  if (open.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { named, roles } of open) {
    const who = named ?? roles.join(' or ');
    counts.set(who, (counts.get(who) ?? 0) + 1);
  }
  const asked = [...counts].map(([who, count]) => escapeTerminal(`${who} ${count}`));
  const line = `  questions  ${colors.cyan('…')} ${open.length} of ${questions.length} open: ${asked.join(', ')}`;
  // Whoever signs is asked along with it.
  const isSigned = signoffs.every(({ need, have }) => have.length >= need);
  return isSigned ? [line, `    → pnpm gate confirm ${escapeTerminal(release)}`] : [line];
}

// Squash and rebase make new commits, and the signatures stay behind on the old ones.
function renderHowToMerge({ verdict, base, head, preview }: CheckReport, colors: Colors): string[] {
  const mayGo = verdict === 'ready' || verdict === 'ready-with-waivers' || verdict === 'break-glass';
  if (!mayGo || preview || base === head) return [];
  return [
    colors.dim(
      'Merge it with a merge commit (pnpm gate promote): squash or rebase would lose the sign-offs.',
    ),
  ];
}

function renderSummary(report: CheckReport, colors: Colors): string {
  const [word, color] = verdictMarks[report.verdict];
  const count = report.releases.length + new Set(report.errors.map((error) => error.release)).size;
  const what = count === 1 ? '1 release' : count === 0 ? 'no release, governed files' : `${count} releases`;
  if (count === 0 && report.governance === null && report.unsettled !== undefined)
    return `${colors[color](word)}  nothing that is committed differs from the base`;
  if (report.verdict === 'nothing-to-judge')
    return `${colors[color](word)}  no release differs from the base`;
  return `${colors[color](word)}  ${what} judged`;
}
