import type { CheckReport, GovernanceReport, ReleaseReport, RuleReport } from '../check-report.ts';
import { escapeTerminal } from '../escape.ts';
import { type Telling, tellGovernance, tellRelease, tellRun } from './list-told.ts';

/** An element in a test case says how it went; none: it passed. */
interface Case {
  group: string;
  name: string;
  outcome: { element: 'failure' | 'error' | 'skipped'; type: string } | null;
  told: readonly Telling[];
}

interface Suite {
  name: string;
  verdict: string;
  cases: Case[];
}

/**
 * JUnit XML: a suite for each release, a case for each rule. A rule that blocks, waits, was not evaluated or is overridden
 * by broken glass is a failure of that type; one that does not apply, has retired or is waived is skipped, as nothing was
 * passed; what could not be judged is an error.
 */
export function renderJunit(report: CheckReport): string {
  const suites = listSuites(report);
  const all = suites.flatMap(({ cases }) => cases);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="gatehouse"${counts(all)}>`,
    ...suites.flatMap((suite) => renderSuite(suite, report)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function listSuites(report: CheckReport): Suite[] {
  const { releases, governance, verdict, rules } = report;
  const titles = new Map(rules.map(({ code, title }) => [code, title]));
  const suites = releases.map((release) => suiteOfRelease(release, titles));
  if (governance !== null) suites.push(suiteOfGovernance(governance, titles));
  const whole = tellRun(report).map(caseOfRun);
  if (whole.length > 0) suites.push({ name: 'run', verdict, cases: whole });
  if (suites.length > 0) return suites;
  const nothing: Case = {
    ...{ group: 'run', name: 'No release differs from the base', told: [] },
    outcome: { element: 'skipped', type: 'nothing-to-judge' },
  };
  return [{ name: 'run', verdict, cases: [nothing] }];
}

function suiteOfRelease(release: ReleaseReport, titles: ReadonlyMap<string, string>): Suite {
  const rules = release.gates.flatMap((gate) => gate.rules);
  return {
    name: release.release,
    verdict: release.verdict,
    cases: casesOf(rules, tellRelease(release), titles),
  };
}

function suiteOfGovernance(governance: GovernanceReport, titles: ReadonlyMap<string, string>): Suite {
  const cases = casesOf(governance.rules, tellGovernance(governance), titles);
  return { name: governance.release ?? 'governance', verdict: governance.verdict, cases };
}

/** A case for each rule, and for each code that something is told of and that is no rule. */
function casesOf(
  rules: readonly RuleReport[],
  told: readonly Telling[],
  titles: ReadonlyMap<string, string>,
): Case[] {
  const known = new Set(rules.map(({ code }) => code));
  const others = [...new Set(told.map(({ code }) => code))].filter((code) => !known.has(code));
  const all = [
    ...rules.map(({ code, status }) => ({ code, outcome: outcomes[status] })),
    ...others.map((code) => ({ code, outcome: outcomeOfTold(told.filter((one) => one.code === code)) })),
  ];
  return all.map(({ code, outcome }) => ({
    group: code.split('.')[0] ?? code,
    name: titles.has(code) ? `${code}: ${titles.get(code)}` : code,
    outcome,
    told: told.filter((one) => one.code === code),
  }));
}

const outcomes: Record<RuleReport['status'], Case['outcome']> = {
  passed: null,
  warned: null,
  failed: { element: 'failure', type: 'blocked' },
  not_evaluated: { element: 'failure', type: 'not-evaluated' },
  waiting: { element: 'failure', type: 'waiting' },
  overridden: { element: 'failure', type: 'overridden' },
  waived: { element: 'skipped', type: 'waived' },
  retired: { element: 'skipped', type: 'retired' },
  not_applicable: { element: 'skipped', type: 'not-applicable' },
};

function outcomeOfTold(told: readonly Telling[]): Case['outcome'] {
  if (told.some(({ severity }) => severity === 'block')) return outcomes.failed;
  return told.some(({ severity }) => severity === 'wait') ? outcomes.waiting : null;
}

function caseOfRun(told: Telling): Case {
  const { about, code, kind } = told;
  const outcome = kind === 'error' ? { element: 'error' as const, type: code } : outcomes.waiting;
  return {
    group: kind,
    name: `${code}: ${about ?? told.file ?? 'the run as a whole'}`,
    outcome,
    told: [told],
  };
}

function renderSuite({ name, verdict, cases }: Suite, report: CheckReport): string[] {
  const { evaluated_at, report_only, preview } = report;
  const properties = { verdict, ...(report_only ? { report_only } : {}), ...(preview ? { preview } : {}) };
  const said = Object.entries(properties).map(
    ([key, value]) => `<property name="gatehouse.${key}" value="${xml(String(value))}"/>`,
  );
  return [
    `  <testsuite name="${xml(name)}"${counts(cases)} timestamp="${xml(evaluated_at.replace(/Z$/, ''))}">`,
    `    <properties>${said.join('')}</properties>`,
    ...cases.flatMap((one) => renderCase(one, name)),
    '  </testsuite>',
  ];
}

function renderCase({ group, name, outcome, told }: Case, suite: string): string[] {
  const open = `    <testcase classname="${xml(`${suite}.${group}`)}" name="${xml(name)}"`;
  const text = told.map(describe).join('\n');
  if (outcome === null)
    return text === ''
      ? [`${open}/>`]
      : [`${open}>`, `      <system-out>${text}</system-out>`, '    </testcase>'];
  const { element, type } = outcome;
  const first =
    told.length > 1 ? `${told.length} findings, the first: ${told[0]?.message}` : told[0]?.message;
  const about = ` type="${xml(type)}" message="${xml(first === undefined ? type : `${type}: ${first}`)}"`;
  const inner = text === '' ? `<${element}${about}/>` : `<${element}${about}>${text}</${element}>`;
  return [`${open}>`, `      ${inner}`, '    </testcase>'];
}

function describe({ severity, message, file, line, remedy, justification }: Telling): string {
  const parts = [
    `${severity}: ${message}`,
    ...(file === null ? [] : [`  ${[file, line].filter((part) => part !== null).join(':')}`]),
    ...(remedy === '' ? [] : [`  → ${remedy}`]),
    ...(justification === null ? [] : [`  waived: ${justification}`]),
  ];
  return parts.map(xml).join('\n');
}

function counts(cases: readonly Case[]): string {
  const of = (element: string) => cases.filter(({ outcome }) => outcome?.element === element).length;
  return ` tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

/** Text for an element or a quoted attribute. What XML 1.0 does not take is made visible before. */
function xml(text: string): string {
  return escapeTerminal(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
