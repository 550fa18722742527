import { escapeTerminal } from '@gatehouse/report';
import type { Outcome } from './judge-attempt.ts';

/** Kinds of attacks of which none was tried. */
export function untried(outcomes: readonly Outcome[]): string[] {
  const tried = new Set(outcomes.filter(({ result }) => result !== 'not-tried').map(({ group }) => group));
  return [...new Set(outcomes.map(({ group }) => group))].filter((group) => !tried.has(group));
}

export interface SelftestReport {
  base: string;
  /** Null where none could be promoted. */
  release: string | null;
  /** Why releases that were tried before it could not be promoted. */
  unplayable: readonly string[];
  outcomes: readonly Outcome[];
}

/** As JSON. */
export function selftestJson({ outcomes, ...report }: SelftestReport): string {
  const counts = Object.fromEntries(Object.keys(marks).map((result) => [result, countOf(outcomes, result)]));
  const about = { schema: 'gatehouse/selftest-report@1', ...report, counts, untried: untried(outcomes) };
  return `${JSON.stringify({ ...about, outcomes }, null, 2)}\n`;
}

function countOf(outcomes: readonly Outcome[], result: string): number {
  return outcomes.filter((one) => one.result === result).length;
}

const marks: Record<Outcome['result'], string> = {
  refused: '✓',
  'refused-otherwise': '≈',
  'refused-later': '✓ from its day on:',
  'got-through': '✗ GOT THROUGH:',
  'not-tried': '– not tried:',
};

/** For people, without control characters. */
export function selftestText({ base, release, unplayable, outcomes }: SelftestReport): string {
  const head =
    release === null
      ? [`Selftest of the policies of ${base.slice(0, 10)}: nothing could be played.`, '', ...unplayable]
      : [
          `Selftest of the policies of ${base.slice(0, 10)} on ${release}, which is promoted when everybody signs.`,
          '',
          ...outcomes.flatMap(lineOf),
        ];
  return `${[...head, '', summaryOf(outcomes)].map(escapeTerminal).join('\n')}\n`;
}

function summaryOf(outcomes: readonly Outcome[]): string {
  const [through, otherwise, later, skipped] = (
    ['got-through', 'refused-otherwise', 'refused-later', 'not-tried'] as const
  ).map((result) => countOf(outcomes, result)) as [number, number, number, number];
  const tried = outcomes.length - skipped;
  if (tried === 0)
    return 'Nothing was tested. Name a release that passes: pnpm gate selftest <name>/<version>.';
  const kinds = untried(outcomes);
  return [
    `${tried} attacks: ${through > 0 ? `${through} GOT THROUGH` : later > 0 ? `${tried - later} refused` : 'all refused'}`,
    ...(later > 0 ? [`${later} told now, and refused from the day on which their rule is in force`] : []),
    ...(otherwise > 0 ? [`${otherwise} by another rule than expected (≈)`] : []),
    ...(skipped > 0 ? [`${skipped} not tried`] : []),
    ...(kinds.length > 0 ? [`NOT TESTED: ${kinds.join(', ')}`] : []),
  ].join('; ');
}

function lineOf({ name, tries, result, reasons, signoffs, note }: Outcome): string[] {
  const uncounted = signoffs.length > 0 ? ` (sign-offs: ${signoffs.join(', ')})` : '';
  const by =
    result === 'refused' || result === 'refused-otherwise' ? `  ${reasons.join(', ')}${uncounted}` : '';
  return [`${marks[result]} ${name}: ${tries}${by}`, ...(note === null ? [] : [`    ${note}`])];
}
