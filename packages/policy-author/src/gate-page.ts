import type { CatalogueGate, CatalogueRule } from '@gatehouse/contracts';
import { describeGround } from '@gatehouse/report';
import { code, count, generated, page, table } from './markdown.ts';

const severities = { block: 'blocks', wait: 'waits', warn: 'warns' } as const;

/** The page of a gate: every rule with what it demands, why, and what mends it. */
export function renderGatePage(gate: CatalogueGate, retired: Readonly<Record<string, string>>): string {
  const rows = gate.rules.map((rule) => [link(rule), rule.title, severities[rule.severity], rule.ground]);
  return page([
    generated,
    `# ${gate.title}`,
    gate.description,
    `${count(gate.rules.length, 'rule')}. All gates: [policies](../../README.md).`,
    table(['Rule', 'Demands', 'Otherwise it', 'Rests on'], rows),
    ...gate.rules.flatMap((rule) => renderRule(rule, retired[rule.code])),
  ]);
}

/** What a rule does to a release that does not comply, in a word. */
export function effectOf({ severity }: CatalogueRule): string {
  return severities[severity];
}

/** The anchor that GitHub and its like make of a heading. */
export function anchor(rule: CatalogueRule): string {
  return rule.code.replaceAll('.', '').toLowerCase();
}

function link(rule: CatalogueRule): string {
  return `[${code(rule.code)}](#${anchor(rule)})`;
}

function renderRule(rule: CatalogueRule, retiredOn: string | undefined): string[] {
  return [
    `## ${rule.code}`,
    `**${rule.title}.** ${rule.description}`,
    [
      `- **Says** “${rule.message}”`,
      `- **Mend it** ${rule.remedy}`,
      `- **Severity** ${severities[rule.severity]}; ${rule.waivable ? 'a waiver can lift it' : 'no waiver can lift it'}`,
      `- **In force** ${inForce(rule, retiredOn)}`,
      `- **Rests on** ${describeGround(rule.ground)}`,
      `- **Looks at** ${rule.depends_on.map(code).join(', ')}`,
      `- **Serves** ${rule.references.map(({ framework, section }) => `${framework} ${section}`).join(' · ')}`,
    ].join('\n'),
  ];
}

function inForce({ effective_on }: CatalogueRule, retiredOn: string | undefined): string {
  const since = effective_on === undefined ? 'always' : `from ${effective_on}; before that day it only warns`;
  return retiredOn === undefined ? since : `${since}; until ${retiredOn}`;
}
