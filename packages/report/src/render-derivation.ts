import pc from 'picocolors';
import { escapeTerminal } from './escape.ts';
import type { ExplainedGate, ExplainedRule, ReleaseExplanation } from './explain-report.ts';
import { renderFindings, renderStatus } from './render-explain.ts';
import { renderCandidate } from './render-governance.ts';
import { type Colors, gateMarks, verdictMarks } from './text-parts.ts';

interface Section {
  title: string;
  /** Beside the title. */
  text: string;
  /** Below it. */
  lines: string[];
}

/** The derivation for people: numbered, in the order in which one thing follows from another. */
export function renderReleaseExplanation(
  explanation: ReleaseExplanation,
  options: { color: boolean },
): string {
  const colors = pc.createColors(options.color);
  const sections: Section[] = [
    describeFacts(explanation),
    { title: 'policy', text: describePolicy(explanation), lines: [] },
    describeRules(explanation, colors),
    describeWaivers(explanation),
    describeSignoffs(explanation, colors),
    { title: 'glass', text: describeGlass(explanation), lines: [] },
    { title: 'verdict', text: '', lines: [`  ${renderBecause(explanation, colors)}`] },
  ];
  const lines = [
    `${colors.bold(escapeTerminal(explanation.release.release.replace('/', ' ')))}  ${renderVerdict(explanation, colors)}`,
    '',
    ...sections.flatMap(({ title, text, lines: below }, index) => [
      `${colors.bold(`${index + 1} ${title}`.padEnd(12))} ${escapeTerminal(text)}`.trimEnd(),
      ...below,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function describeFacts({ release, counts, head, facts_digest, evaluated_at }: ReleaseExplanation): Section {
  const broken = counts.broken_evidence > 0 ? ` and ${counts.broken_evidence} that can not be believed` : '';
  const parts = [
    `tier ${[release.tier, ...release.profiles].join(', ')}`,
    `${counts.files} files`,
    `${counts.evidence} pieces of evidence${broken}`,
    `${counts.counted} of ${counts.signoffs} sign-offs count`,
  ];
  const from = head === null ? 'the work tree' : head.slice(0, 10);
  return {
    title: 'facts',
    text: `${facts_digest} of ${from}, as of ${evaluated_at}`,
    lines: [`  ${escapeTerminal(parts.join(' · '))}`],
  };
}

function describePolicy({ policy_digest, base }: ReleaseExplanation): string {
  return `${policy_digest} of the base ${base.slice(0, 10)}`;
}

function describeRules({ gates }: ReleaseExplanation, colors: Colors): Section {
  const count = gates.flatMap(({ rules }) => rules).length;
  return {
    title: 'rules',
    text: `${count} of ${gates.length} gates`,
    lines: gates.flatMap((gate) => renderGate(gate, colors)),
  };
}

function describeWaivers({ release: { waivers } }: ReleaseExplanation): Section {
  const lines = waivers.map(({ message }) => `  ~ ${escapeTerminal(message)}`);
  return { title: 'waivers', text: lines.length === 0 ? 'none' : '', lines };
}

function describeSignoffs({ release }: ReleaseExplanation, colors: Colors): Section {
  const roles = release.signoffs.map(({ role, need, have }) => {
    const mark = have.length >= need ? colors.green('✓') : colors.cyan('…');
    const count = `${role} ${Math.min(have.length, need)}/${need} ${have.join(', ')}`;
    return `  ${mark} ${escapeTerminal(count)}`.trimEnd();
  });
  const others = release.candidates.filter(({ counted }) => !counted);
  return {
    title: 'sign-offs',
    text: roles.length === 0 ? 'nobody is asked' : '',
    lines: [...roles, ...others.map((one) => renderCandidate(one, colors))],
  };
}

function describeGlass({ release: { glass } }: ReleaseExplanation): string {
  if (glass.people.length === 0) return 'not broken';
  return `broken by ${glass.people.join(', ')} until ${glass.until ?? 'an end that is unknown'}; it takes ${glass.need}`;
}

function renderGate({ gate, title, status, rules }: ExplainedGate, colors: Colors): string[] {
  const [mark, color] = gateMarks[status];
  return [
    `  ${colors[color](mark)} ${colors.bold(escapeTerminal(gate))}  ${escapeTerminal(title)}`,
    ...rules.flatMap((rule) => renderRule(rule, colors)),
  ];
}

function renderRule(
  { code, title, status, examined, ground, findings }: ExplainedRule,
  colors: Colors,
): string[] {
  const [mark, color] = gateMarks[status];
  const looked = status === 'not_applicable' ? 'does not apply' : `${examined} examined  ${ground}`;
  return [
    `    ${colors[color](mark)} ${escapeTerminal(title)}  ${colors.dim(escapeTerminal(`${code}  ${looked}`))}`,
    ...renderFindings(findings, '      ', colors),
  ];
}

function renderBecause(explanation: ReleaseExplanation, colors: Colors): string {
  const { status, codes } = explanation.because;
  const isFine = status === 'passed' || status === 'retired' || status === 'not_applicable';
  const why = isFine
    ? 'every rule that applies has passed'
    : `the worst status is ${renderStatus(status, colors)}: ${escapeTerminal(codes.join(', '))}`;
  return `${why} → ${renderVerdict(explanation, colors)}`;
}

function renderVerdict({ verdict }: ReleaseExplanation, colors: Colors): string {
  const [word, color] = verdictMarks[verdict];
  return colors[color](word);
}
