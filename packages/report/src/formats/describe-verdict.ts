import type { CheckReport, GovernanceReport, ReleaseReport } from '../check-report.ts';
import { inOrder, type Telling, tellGovernance, tellRelease, tellRun } from './list-told.ts';

/** A sentence: words of ours, and what comes from outside, which each format escapes in its way. */
export interface Sentence {
  ours: string;
  theirs: string | null;
}

/** A verdict, why, and who acts next. */
export interface Account {
  /** What it is about; null: nothing differs. */
  about: string | null;
  verdict: CheckReport['verdict'];
  reason: Sentence;
  next: Sentence;
}

/** Every answer of a run, the worst first. */
export function describeAll(report: CheckReport): Account[] {
  const all = [
    ...tellRun(report).map(describeTelling),
    ...report.releases.map(describeRelease),
    ...(report.governance === null ? [] : [describeGovernance(report.governance)]),
  ];
  const rank = ({ verdict }: Account) => verdictOrder.indexOf(verdict);
  return all.sort((one, other) => rank(one) - rank(other));
}

/** What the verdict of a run is from: the first of its worst answers. `others`: how many more have that verdict. */
export function describeRun(report: CheckReport): Account & { others: number } {
  const worst = describeAll(report).filter(({ verdict }) => verdict === report.verdict);
  const [first] = worst;
  const nothing = {
    ...{ about: null, verdict: report.verdict },
    ...{ reason: say('no release differs from the base'), next: say('nobody has to act') },
  };
  return { ...(first ?? nothing), others: Math.max(0, worst.length - 1) };
}

/** The same as one text, not escaped. */
export function plainly({ ours, theirs }: Sentence): string {
  return theirs === null ? ours : `${ours}: ${theirs}`;
}

/** The worst first. */
export const verdictOrder: CheckReport['verdict'][] = [
  'blocked',
  'inconclusive',
  'break-glass',
  'ready-with-waivers',
  'ready',
];

function describeTelling({ about, kind, message, remedy }: Telling): Account {
  const isError = kind === 'error';
  return {
    about: about ?? 'the run as a whole',
    verdict: isError ? 'blocked' : 'inconclusive',
    reason: say(isError ? 'it could not be judged' : 'it is not settled', message),
    next: say('mend it, and run the gate again', remedy === '' ? null : remedy),
  };
}

export function describeRelease(release: ReleaseReport): Account {
  const { release: about, verdict, glass } = release;
  const of = counter(tellRelease(release));
  const promote = `pnpm gate promote ${about}`;
  const merge = say('whoever may merge promotes it', promote);
  if (verdict === 'blocked') return { about, verdict, reason: holdsUp(of('block')), next: mend };
  if (verdict === 'inconclusive')
    return { about, verdict, reason: describeWaiting(release, of('wait')), next: whoActs(release) };
  if (verdict === 'break-glass') {
    const people = `${glass.people.join(' and ')}${glass.until === null ? '' : `, until ${glass.until}`}`;
    const reason = say(`${findings(of('overridden').length)} overridden by broken glass, not mended`, people);
    const next = say('whoever may merge promotes it; one who governs must ratify it afterwards', promote);
    return { about, verdict, reason, next };
  }
  const lifted = say(`${findings(of('waived').length)} waived, not mended`);
  return { about, verdict, reason: verdict === 'ready' ? say('no rule holds it up') : lifted, next: merge };
}

export function describeGovernance(governance: GovernanceReport): Account {
  const { verdict, release, quorum } = governance;
  const about = release ?? 'governed files';
  const of = counter(tellGovernance(governance));
  if (verdict === 'blocked') return { about, verdict, reason: holdsUp(of('block')), next: mend };
  if (verdict === 'ready') {
    const reason = say('no rule holds it up, and those who govern have signed');
    return {
      about,
      verdict,
      reason,
      next: say('whoever may merge promotes it', `pnpm gate promote ${about}`),
    };
  }
  const next = whoSigns(about, quorum) ?? say('those whom the findings name act');
  return { about, verdict, reason: holdsUp(of('wait')), next };
}

function describeWaiting({ signoffs }: ReleaseReport, waiting: readonly Telling[]): Sentence {
  const open = signoffs.filter(({ need, have }) => have.length < need);
  if (open.length === 0) return holdsUp(waiting);
  const others = waiting.filter(({ code }) => code !== 'signoff.role_missing').length;
  const more = others === 0 ? '' : `, and ${others} more ${others === 1 ? 'finding waits' : 'findings wait'}`;
  const roles = open.map(({ role, need, have }) => `${role} ${have.length}/${need}`);
  return say(`sign-offs are missing${more}`, roles.join(', '));
}

function whoActs({ release, signoffs, questions }: ReleaseReport): Sentence {
  const sign = whoSigns(release, signoffs);
  if (sign !== null) return sign;
  const open = questions.filter((question) => question.open);
  const people = [...new Set(open.map(({ named, roles }) => named ?? roles.join(' or ')))];
  if (people.length === 0) return say('those whom the findings name act');
  return say('open questions are answered', `${people.join(', ')}: pnpm gate confirm ${release}`);
}

function whoSigns(
  about: string,
  quorum: readonly { role: string; need: number; have: string[] }[],
): Sentence | null {
  const open = quorum.filter(({ need, have }) => have.length < need);
  const roles = [...new Set(open.map(({ role }) => role))].join('|');
  return open.length === 0
    ? null
    : say('people in the missing roles sign', `pnpm gate sign ${about} --role ${roles}`);
}

function counter(told: readonly Telling[]): (severity: Telling['severity']) => Telling[] {
  return (severity) => inOrder(told).filter((one) => one.severity === severity);
}

function holdsUp(told: readonly Telling[]): Sentence {
  const [one, many] = told[0]?.severity === 'wait' ? ['waits', 'wait'] : ['blocks', 'block'];
  const count = told.length === 1 ? `1 finding ${one}` : `${told.length} findings ${many}`;
  return say(told.length > 1 ? `${count}, the first` : count, told[0]?.message ?? null);
}

const mend = { ours: 'the authors mend what blocks', theirs: null };

function findings(count: number): string {
  return count === 1 ? '1 finding is' : `${count} findings are`;
}

function say(ours: string, theirs: string | null = null): Sentence {
  return { ours, theirs };
}
