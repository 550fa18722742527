import {
  type Catalogue,
  type CatalogueRule,
  type Decision,
  type Facts,
  type GatehouseError,
  type Ground,
  grounds,
} from '@gatehouse/contracts';
import type {
  CheckReport,
  ErrorReport,
  FindingReport,
  GateReport,
  Judged,
  ReleaseReport,
  RuleText,
  Verdict,
} from './check-report.ts';
import { fillIn } from './fill-in.ts';
import { reportWaiver } from './report-waiver.ts';

/** The report on one judged release. `explain`: why a sign-off counts or not, in words. Pure. */
export function reportRelease(
  { facts, decision, locate }: Judged,
  catalogue: Catalogue,
  explain: (reason: string) => string,
): ReleaseReport {
  const causes = findCauses(decision, catalogue);
  return {
    release: decision.release,
    summary: facts.release.summary,
    tier: facts.release.tier,
    profiles: facts.release.profiles ?? [],
    digest: facts.digest,
    verdict: decision.verdict,
    gates: decision.gates.map((gate) => reportGate(gate, catalogue, { facts, causes, locate })),
    grounds: sumGrounds(decision),
    waivers: decision.waivers.map((waiver, index) => reportWaiver(waiver, locate(['waivers', index]))),
    signoffs: decision.quorum,
    questions: decision.questions,
    candidates: facts.signoffs.map((one) => ({ ...one, explanation: explain(one.reason) })),
    glass: brokenGlass(decision, facts),
  };
}

/** The report on a run. Pure. */
export function reportCheck(
  run: Omit<CheckReport, 'schema' | 'verdict' | 'rules'>,
  { gates }: Catalogue,
): CheckReport {
  const rules = gates.flatMap((gate) => gate.rules.map(describeRule));
  return { schema: 'gatehouse/check-report@1', verdict: worstVerdict(run), ...run, rules };
}

function describeRule(rule: CatalogueRule): RuleText {
  const { code, title, description, severity, remedy, references } = rule;
  return { code, title, description, severity, remedy, references };
}

/** The same report, with what has to be settled before its answer holds. Pure. */
export function addUnsettled(report: CheckReport, more: readonly ErrorReport[]): CheckReport {
  const unsettled = [...more, ...(report.unsettled ?? [])];
  if (unsettled.length === 0) return report;
  return { ...report, verdict: worstVerdict({ ...report, unsettled }), unsettled };
}

/** An error as data; its further errors follow it. */
export function reportError(release: string | null, error: GatehouseError): ErrorReport[] {
  const own: ErrorReport = {
    release,
    code: error.code,
    message: error.message,
    hint: error.hint ?? null,
    file: error.place.file ?? null,
    line: error.place.line ?? null,
    column: error.place.column ?? null,
  };
  return [own, ...error.others.flatMap((other) => reportError(release, other))];
}

function worstVerdict(run: Omit<CheckReport, 'schema' | 'verdict' | 'rules'>): CheckReport['verdict'] {
  if (run.errors.length > 0) return 'blocked';
  const verdicts = run.releases.map((release): Verdict => release.verdict);
  if (run.governance !== null) verdicts.push(run.governance.verdict);
  if (run.unsettled !== undefined) verdicts.push('inconclusive');
  const order: Verdict[] = ['blocked', 'inconclusive', 'break-glass', 'ready-with-waivers', 'ready'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'nothing-to-judge';
}

function sumGrounds({ gates }: Decision): Record<Ground, number> {
  const sum = (ground: Ground) => gates.reduce((all, gate) => all + gate.grounds[ground], 0);
  return Object.fromEntries(grounds.map((ground) => [ground, sum(ground)])) as Record<Ground, number>;
}

function brokenGlass({ break_glass }: Decision, { signoffs }: Facts): ReleaseReport['glass'] {
  const { need, have: people } = break_glass;
  const ends = signoffs.flatMap(({ counted, decision, principal, until }) =>
    counted && decision === 'break-glass' && principal !== null && people.includes(principal)
      ? (until ?? [])
      : [],
  );
  return { need, people, until: ends.sort()[0] ?? null };
}

interface Scene extends Pick<Judged, 'facts' | 'locate'> {
  /** Codes of which something was found that holds the release up, and follows from nothing; with how it does. */
  causes: ReadonlyMap<string, FindingReport['severity']>;
}

// What follows from something is no cause itself: of rules that follow from one another, each is told.
function findCauses({ gates }: Decision, catalogue: Catalogue): Scene['causes'] {
  const found = new Map<string, FindingReport['severity']>();
  for (const { code, severity } of gates.flatMap(({ findings }) => findings))
    if (holdsUp({ severity }) && found.get(code) !== 'block') found.set(code, severity);
  const follows = new Map(
    catalogue.gates.flatMap(({ rules }) =>
      rules.map(({ code, follows: from = [] }) => [code, from] as const),
    ),
  );
  return new Map([...found].filter(([code]) => !follows.get(code)?.some((cause) => found.has(cause))));
}

function holdsUp({ severity }: Pick<FindingReport, 'severity'>): boolean {
  return severity === 'block' || severity === 'wait' || severity === 'overridden';
}

function reportGate(gate: Decision['gates'][number], catalogue: Catalogue, scene: Scene): GateReport {
  const about = catalogue.gates.find((candidate) => candidate.gate === gate.gate);
  const rule = (code: string) => about?.rules.find((candidate) => candidate.code === code);
  const told = new Set(gate.findings.map(({ code }) => code));
  const silent = gate.rules.filter(
    ({ code, status }) => status === 'not_evaluated' || (status === 'overridden' && !told.has(code)),
  );
  return {
    gate: gate.gate,
    title: about?.title ?? gate.gate,
    status: gate.status,
    examined: gate.examined,
    grounds: gate.grounds,
    rules: gate.rules,
    findings: [
      ...gate.findings.map((finding) => reportFinding(finding, rule(finding.code), scene)),
      ...silent.map((one) => reportSilent(one, rule(one.code), scene)),
    ],
  };
}

function reportFinding(
  finding: Decision['gates'][number]['findings'][number],
  rule: CatalogueRule | undefined,
  { causes, locate }: Scene,
): FindingReport {
  // A finding about the release as a whole has no line of its own.
  const { file, line, column } = finding.at.length > 0 ? locate(finding.at) : { file: locate([]).file };
  const until = finding.waived_until === undefined ? '' : ` (waived until ${finding.waived_until})`;
  const from = finding.effective_on === undefined ? '' : ` (blocks from ${finding.effective_on})`;
  const retired = finding.retired_on === undefined ? '' : ` (retired on ${finding.retired_on})`;
  const words = { ...finding.params, subject: finding.subject };
  // What blocks is not folded into what only waits; what will hold it up from a day on, into what does already.
  const isAnnounced = finding.severity === 'warn' && finding.effective_on !== undefined;
  const cause = rule?.follows?.find((code) =>
    isAnnounced ? causes.has(code) : [finding.severity, 'block'].includes(causes.get(code) ?? ''),
  );
  return {
    code: finding.code,
    severity: finding.severity,
    message: `${fillIn(rule?.message ?? finding.code, words)}${until}${from}${retired}`,
    remedy: fillIn(rule?.remedy ?? '', words),
    subject: finding.subject,
    file: file ?? null,
    line: line ?? null,
    column: column ?? null,
    ...(cause === undefined || !(isAnnounced || holdsUp(finding)) ? {} : { follows: cause }),
  };
}

/** A rule that looked at nothing has not passed: it blocks like a finding, or is overridden like one. */
function reportSilent(
  { code, status }: Decision['gates'][number]['rules'][number],
  rule: CatalogueRule | undefined,
  { facts }: Scene,
): FindingReport {
  return {
    code,
    severity: status === 'overridden' ? 'overridden' : 'block',
    message: `not evaluated: “${rule?.title ?? code}” found nothing to examine`,
    remedy: rule === undefined ? '' : `Give it something to examine: ${rule.depends_on.join(', ') || code}.`,
    subject: `${facts.release.name}/${facts.release.version}`,
    file: `${facts.path}/release.yaml`,
    line: null,
    column: null,
    waits_for: rule?.depends_on[0] ?? code,
  };
}
