import type { Catalogue, CatalogueRule, DecisionStatus } from '@gatehouse/contracts';
import { type Evaluator, type Policy, statusOrder } from '@gatehouse/policy';
import {
  type FindingReport,
  type ForecastEvent,
  type ForecastRelease,
  type Judged,
  reportRelease,
} from '@gatehouse/report';
import { explainReason } from '@gatehouse/signoff';
import { daysAfter } from './days.ts';
import { causesOf } from './forecast-causes.ts';
import { type Change, judgeRelease } from './judge-change.ts';

/** A release to look ahead for, and the change that it is judged in. */
export interface Outlook {
  change: Change;
  folder: string;
  promoted: boolean;
  days: number;
}

/**
 * Judges a release on each of the coming days. Every day, because what is red may turn green and red again: a rehearsal
 * that is planned, a rule that retires. Facts are read for each day too, since keys, lent roles and sign-offs end.
 */
export async function forecastRelease(
  tools: { policy: Policy; evaluator: Evaluator },
  { change, folder, promoted, days }: Outlook,
): Promise<{ release: ForecastRelease; events: ForecastEvent[] }> {
  const dates = Array.from({ length: days + 1 }, (_, inDays) => daysAfter(change.now, inDays));
  const judged = await Promise.all(dates.map((now) => judgeRelease(tools, { ...change, now }, folder)));
  const rules = rulesOf(tools.policy.catalogue);
  const verdicts: ForecastRelease['verdicts'] = [];
  const events: ForecastEvent[] = [];
  for (const [inDays, today] of judged.entries()) {
    const { verdict } = today.decision;
    const date = (dates[inDays] as string).slice(0, 10);
    if (verdicts.at(-1)?.verdict !== verdict) verdicts.push({ date, in_days: inDays, verdict });
    const yesterday = judged[inDays - 1];
    if (yesterday === undefined) continue;
    const worse = worsened(yesterday, today, { rules, catalogue: tools.policy.catalogue });
    const { release } = today.decision;
    events.push(...worse.map((event) => ({ date, in_days: inDays, release, ...event })));
  }
  const release = (judged[0] as Judged).decision.release;
  return { release: { release, promoted, verdicts }, events };
}

type Worse = Omit<ForecastEvent, 'date' | 'in_days' | 'release'>;

function worsened(
  before: Judged,
  after: Judged,
  { rules, catalogue }: { rules: ReadonlyMap<string, CatalogueRule>; catalogue: Catalogue },
): Worse[] {
  const from = statusesOf(before);
  const [old, now] = [before, after].map((one) => findingReports(one, catalogue));
  return [...statusesOf(after)].flatMap(([code, status]) => {
    const change = { from: from.get(code) as DecisionStatus, to: status };
    const findings = newFindings(code, old as FindingReport[], now as FindingReport[]);
    const rule = rules.get(code) as CatalogueRule;
    const retires = change.to === 'retired' && change.from !== 'retired';
    if (!isWorse(change) && !retires && findings.length === 0) return [];
    return [{ code, title: rule.title, change, causes: causesOf(rule, before, after), findings }];
  });
}

function isWorse({ from, to }: { from: DecisionStatus; to: DecisionStatus }): boolean {
  const isRed = to !== 'passed' && to !== 'retired' && to !== 'not_applicable';
  return isRed && statusOrder.indexOf(to) < statusOrder.indexOf(from);
}

/** Findings that were not there before, or were milder. Their texts may tell an age, which changes daily. */
function newFindings(
  code: string,
  before: readonly FindingReport[],
  after: readonly FindingReport[],
): FindingReport[] {
  const place = ({ subject, line, column }: FindingReport) => JSON.stringify([subject, line, column]);
  const own = before.filter((one) => one.code === code);
  return after.filter(
    (one) =>
      one.code === code &&
      !own.some((old) => place(old) === place(one) && weight(old.severity) >= weight(one.severity)),
  );
}

function weight(severity: FindingReport['severity']): number {
  return ['retired', 'warn', 'waived', 'overridden', 'wait', 'block'].indexOf(severity);
}

function findingReports(judged: Judged, catalogue: Catalogue): FindingReport[] {
  return reportRelease(judged, catalogue, explainReason).gates.flatMap(({ findings }) => findings);
}

function statusesOf({ decision }: Judged): Map<string, DecisionStatus> {
  return new Map(
    decision.gates.flatMap(({ rules }) => rules.map(({ code, status }) => [code, status] as const)),
  );
}

function rulesOf({ gates }: Catalogue): Map<string, CatalogueRule> {
  return new Map(gates.flatMap(({ rules }) => rules.map((rule) => [rule.code, rule] as const)));
}
