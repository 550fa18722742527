import type { DecisionStatus, Ground } from '@gatehouse/contracts';
import pc from 'picocolors';
import type { FindingReport } from './check-report.ts';
import { escapeTerminal } from './escape.ts';
import type { ExplainedFact, RuleExplanation, RuleInRelease } from './explain-report.ts';
import { type Colors, findingMarks, gateMarks, renderPlace } from './text-parts.ts';

const effects = { block: 'blocks', wait: 'waits', warn: 'warns' } as const;

/** A rule for people: what it asks and why, what it depends on, and what it saw in a release. */
export function renderRuleExplanation(
  { rule, gate, release }: RuleExplanation,
  options: { color: boolean },
): string {
  const colors = pc.createColors(options.color);
  const { code, title, description, severity, waivable, message, remedy, references, depends_on } = rule;
  const since = rule.effective_on === undefined ? '' : ` from ${rule.effective_on}, warns until then`;
  const end = rule.retires_on === undefined ? '' : `; retires on ${rule.retires_on}`;
  const field = (name: string, text: string) => `  ${colors.dim(name.padEnd(11))} ${escapeTerminal(text)}`;
  const lines = [
    `${colors.bold(escapeTerminal(code))}  ${escapeTerminal(title)}`,
    `  ${escapeTerminal(description)}`,
    '',
    field('gate', `${gate.gate}: ${gate.title}`),
    field(
      'effect',
      `${effects[severity]}${since}${end}; ${waivable ? 'can be waived' : 'no waiver lifts it'}`,
    ),
    field('says', message),
    field('remedy', remedy),
    field('rests on', describeGround(rule.ground)),
    field('looks at', depends_on.join(', ') || 'nothing that it names'),
    ...references.map(({ framework, section }, index) =>
      field(index === 0 ? 'serves' : '', `${framework} ${section}`),
    ),
    ...(release === null ? [] : ['', ...renderInRelease(release, colors)]),
  ];
  return `${lines.join('\n')}\n`;
}

const meanings: Record<Ground, string> = {
  measured: 'computed from bytes that were hashed',
  recorded: 'proven by git objects',
  signed: 'said by people in their roles, under their own keys, about exactly this content',
  said: 'the text of whoever wrote the file',
};

/** A ground with what it means. */
export function describeGround(ground: Ground): string {
  return `what is ${ground}: ${meanings[ground]}`;
}

function renderInRelease(release: RuleInRelease, colors: Colors): string[] {
  const { status, examined, facts, findings } = release;
  const width = Math.max(0, ...facts.map(({ path }) => path.length));
  return [
    `${colors.bold(`in ${escapeTerminal(release.release)}`)}  ${renderStatus(status, colors)}  ${colors.dim(
      `${examined} examined, as of ${release.evaluated_at}`,
    )}`,
    ...(release.by.length === 0
      ? []
      : [`  ${escapeTerminal(`${release.ground} by ${release.by.join(', ')}`)}`]),
    ...facts.map((fact) => renderFact(fact, width, colors)),
    ...renderFindings(findings, '  ', colors),
  ];
}

function renderFact({ path, value, place }: ExplainedFact, width: number, colors: Colors): string {
  const where = place === null ? '' : `  ${colors.dim(`${renderPlace(place)}`)}`;
  return `  ${escapeTerminal(path).padEnd(width)}  ${escapeTerminal(value)}${where}`;
}

/** Findings with their places; of those in a row with one remedy, the last one says it. */
export function renderFindings(findings: readonly FindingReport[], indent: string, colors: Colors): string[] {
  return findings.flatMap((finding, index) => {
    const [mark, color] = findingMarks[finding.severity];
    const where = finding.line === null ? '' : `  ${colors.dim(`${renderPlace(finding)}`)}`;
    const again = findings[index + 1]?.remedy === finding.remedy;
    return [
      `${indent}${colors[color](mark)} ${escapeTerminal(finding.message)}${where}`,
      ...(finding.remedy === '' || again ? [] : [`${indent}  → ${escapeTerminal(finding.remedy)}`]),
    ];
  });
}

export function renderStatus(status: DecisionStatus, colors: Colors): string {
  const [, color] = gateMarks[status];
  return colors[color](status.replace('_', ' '));
}
