import type { CatalogueRule, Facts, Ground } from '@gatehouse/contracts';
import type { Policy } from '@gatehouse/policy';
import {
  type ExplainedFact,
  type Judged,
  type RuleExplanation,
  type RuleInRelease,
  reportRelease,
  shortenValue,
} from '@gatehouse/report';
import { explainReason } from '@gatehouse/signoff';

/** What METADATA says of a rule; null where the policy has none of that code. */
export function findRule({ catalogue }: Policy, code: string): Pick<RuleExplanation, 'rule' | 'gate'> | null {
  for (const { gate, title, rules } of catalogue.gates) {
    const rule = rules.find((one) => one.code === code);
    if (rule !== undefined) return { rule, gate: { gate, title } };
  }
  return null;
}

/** What a rule looked at in a judged release, and what it found. */
export function explainRuleIn(judged: Judged, rule: CatalogueRule, { catalogue }: Policy): RuleInRelease {
  const { facts, decision } = judged;
  const outcome = decision.gates.flatMap(({ rules }) => rules).find(({ code }) => code === rule.code);
  const { gates } = reportRelease(judged, catalogue, explainReason);
  return {
    release: decision.release,
    evaluated_at: facts.now,
    // A decision has every rule of its catalogue.
    status: outcome?.status ?? 'not_evaluated',
    examined: outcome?.examined ?? 0,
    ground: outcome?.ground ?? rule.ground,
    by: whoSaid(outcome?.ground ?? rule.ground, rule, judged),
    facts: rule.depends_on.map((path) => explainFact(path, facts, judged.locate)),
    findings: gates.flatMap(({ findings }) => findings.filter(({ code }) => code === rule.code)),
  };
}

/** Whose word an answer is. What is measured or recorded is nobody's. */
function whoSaid(ground: Ground, rule: CatalogueRule, { facts, decision }: Judged): string[] {
  const { authors, signoffs } = facts;
  if (ground === 'said') return authors.length > 0 ? authors : ['nobody whom the trust root knows'];
  if (ground !== 'signed') return [];
  // Text of the release is the word of those who confirmed the parts that the rule reads.
  const isOfText = rule.ground === 'said';
  const people = isOfText
    ? decision.questions.flatMap(({ by, rests_on }) =>
        rests_on.some((part) => rule.depends_on.includes(`release.${part}`)) ? (by ?? []) : [],
      )
    : signoffs.flatMap(({ counted, principal }) => (counted ? (principal ?? []) : []));
  return [...new Set(people)].sort();
}

function explainFact(path: string, facts: Facts, locate: Judged['locate']): ExplainedFact {
  const steps = path.split('.');
  const value = steps.reduce<unknown>(
    (here, step) =>
      typeof here === 'object' && here !== null && Object.hasOwn(here, step)
        ? (here as Record<string, unknown>)[step]
        : undefined,
    facts,
  );
  const present = value !== undefined;
  const [part, ...below] = steps;
  const { file, line, column } = part === 'release' && present ? locate(below) : {};
  const isPlaced = file !== undefined && line !== undefined && column !== undefined;
  return {
    path,
    present,
    value: present ? shortenValue(value) : 'not there',
    place: isPlaced ? { file, line, column } : null,
  };
}
