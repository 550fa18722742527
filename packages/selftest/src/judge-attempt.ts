import { refusePush } from '@gatehouse/audit';
import { GatehouseError } from '@gatehouse/contracts';
import { readPast } from '@gatehouse/facts';
import type { Repository } from '@gatehouse/git';
import { type JudgedStep, judgeStep, type StepJudge, type Target } from '@gatehouse/judge';
import type { Attempt, GroupedMutant } from './mutant.ts';

/** What the gate said of an attempt. */
export interface Answer {
  /** Codes, each once; none: it would have been let through. */
  reasons: string[];
  /** Why sign-offs did not count. */
  signoffs: string[];
  /** Rules that found something and only warn until a day, `YYYY-MM-DD`, by code. */
  dated: Record<string, string>;
}

/**
 * What came of a mutant. All is well but `got-through`; `not-tried` shows nothing, and `refused-later` was told to those
 * who sign, by a rule that denies from a day on.
 */
export interface Outcome extends Omit<Answer, 'dated'> {
  name: string;
  group: string;
  tries: string;
  result: 'refused' | 'refused-otherwise' | 'refused-later' | 'got-through' | 'not-tried';
  /** Why it was not tried, or what it should have been refused for. */
  note: string | null;
}

/** Judges an attempt as the hook and the audit do. What can not be judged is refused by its error. */
export async function judgeAttempt(
  judge: StepJudge,
  repository: Repository,
  attempt: Attempt,
  target: Target,
): Promise<Answer> {
  try {
    return 'push' in attempt
      ? await judgePush(judge, repository, attempt.push, target)
      : answerOf(await judgeCommit(judge, repository, attempt.step.commit));
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.code === 'internal') throw error;
    return { reasons: [error.code], signoffs: [], dated: {} };
  }
}

/** Judges the step of main to a commit from its first parent. */
export async function judgeCommit(
  judge: StepJudge,
  repository: Repository,
  commit: string,
): Promise<JudgedStep> {
  const parent = (await repository.readCommit(commit)).parents[0] as string;
  const commits = await repository.commitsBetween(parent, commit);
  const now = judge.engine.now().getTime() / 1000;
  return judgeStep(judge, { commit, commits, past: await readPast(repository, parent, now) });
}

async function judgePush(
  { engine }: StepJudge,
  repository: Repository,
  { before, after, ...named }: Extract<Attempt, { push: unknown }>['push'],
  target: Target,
): Promise<Answer> {
  const ref = named.ref ?? target.own;
  const refusals = await refusePush(engine, repository, [{ before, after, ref }], target);
  return {
    reasons: distinct(refusals.flatMap(({ reasons }) => reasons.map(({ code }) => code))),
    ...{ signoffs: [], dated: {} },
  };
}

function answerOf({ verdict, reasons, judged, governance }: JudgedStep): Answer {
  const candidates = [...judged.flatMap(({ facts }) => facts.signoffs), ...(governance?.candidates ?? [])];
  const uncounted = candidates.filter(({ counted }) => !counted).map(({ reason }) => reason);
  return {
    reasons: verdict === 'refused' ? distinct(reasons.map(({ code }) => code)) : [],
    signoffs: distinct(uncounted),
    dated: Object.fromEntries(
      judged
        .flatMap(({ decision }) => decision.gates.flatMap(({ findings }) => findings))
        .flatMap(({ code, severity, effective_on: day }) =>
          severity === 'warn' && day !== undefined ? [[code, day]] : [],
        ),
    ),
  };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function isNamedBy(reason: string, expected: string): boolean {
  return expected.endsWith('.*') ? reason.startsWith(expected.slice(0, -1)) : reason === expected;
}

/** Compares the gate's answer with what the mutant was to be refused for. */
export function weigh(mutant: GroupedMutant, answer: Answer): Outcome {
  const { name, group, tries, expect, signoff, later = [] } = mutant;
  const { dated, ...said } = answer;
  const { reasons, signoffs } = said;
  const about = { name, group, tries, ...said };
  const told = later.find((code) => dated[code] !== undefined);
  if (reasons.length === 0 && told !== undefined)
    return { ...about, result: 'refused-later', note: `told, and refused from ${dated[told]} on: ${told}` };
  if (reasons.length === 0) return { ...about, result: 'got-through', note: `expected: ${expect[0]}` };
  const isMeant =
    reasons.includes(expect[0]) &&
    reasons.every((reason) => expect.some((one) => isNamedBy(reason, one))) &&
    (signoff === undefined || signoffs.some((reason) => reason.split(':')[0] === signoff));
  if (isMeant) return { ...about, result: 'refused', note: null };
  const sought = signoff === undefined ? '' : `, with a sign-off that is ${signoff}`;
  const note = `refused, though by another rule than expected: ${expect.join(', ')}${sought}`;
  return { ...about, result: 'refused-otherwise', note };
}
