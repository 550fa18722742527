import type { Case } from './case.ts';
import { countCases } from './count-cases.ts';
import { readAttributes } from './read-outcome.ts';
import type { Suite } from './read-suites.ts';

export interface Mismatch {
  report: string;
  suite: string;
  attribute: string;
  said: string;
  counted: number;
}

const attributes = { tests: 'tests', failures: 'failed', errors: 'errored', skipped: 'skipped' } as const;
const mostListed = 50;

/**
 * Compares what suites say of themselves with their cases. Runners differ in whether a suite counts the suites inside,
 * and each run of a test: all of these are agreement.
 */
export function compareCounts(suites: readonly Suite[]): {
  /** How many suites say anything of themselves. */
  compared: number;
  /** The suites that disagree. */
  found: Suite[];
  /** Those that say of more failures and errors than their cases show: a file of tests that did not load, for one. */
  hiding: Suite[];
  details: Record<string, unknown>;
} {
  const saying = suites.filter((suite) => Object.keys(attributes).some((name) => name in suite.attributes));
  const found = saying.map((suite) => ({ suite, mismatches: mismatchesOf(suite) }));
  const all = found.flatMap(({ mismatches }) => mismatches);
  const hiding = suites.filter((suite) => failuresSaid(suite) > failuresShown(suite.allRuns));
  return {
    compared: saying.length,
    found: found.filter(({ mismatches }) => mismatches.length > 0).map(({ suite }) => suite),
    hiding,
    details: {
      ...(all.length > 0
        ? { count_mismatches: all.slice(0, mostListed), count_mismatches_total: all.length }
        : {}),
      ...(hiding.length > 0 ? { unlisted_failures: hiding.slice(0, mostListed).map(describe) } : {}),
    },
  };
}

function mismatchesOf(suite: Suite): Mismatch[] {
  const counts = [suite.allCases, suite.cases, suite.allRuns, suite.ownRuns].map(
    (cases) => countCases(cases).counts,
  );
  return Object.entries(attributes).flatMap(([attribute, metric]) => {
    const said = suite.attributes[attribute];
    if (said === undefined || counts.some((one) => one[metric] === Number(said || Number.NaN))) return [];
    return { report: suite.report, suite: suite.name, attribute, said, counted: counts[0]?.[metric] ?? 0 };
  });
}

/**
 * How many failures and errors a suite says that it has. What cannot be read as a number may be any number, and a word
 * such as `failed` is one at least.
 */
function failuresSaid({ attributes }: Suite): number {
  const numbers = [
    attributes.failures ?? attributes.failed ?? attributes.failure,
    attributes.errors ?? attributes.errored ?? attributes.error,
  ].map((said) => {
    const number = Number(said ?? '');
    return Number.isNaN(number) ? Number.POSITIVE_INFINITY : number;
  });
  const sum = numbers.reduce((all, one) => all + Math.max(0, one), 0);
  const isWrong = readAttributes(attributes).some(({ says }) => says === 'failed' || says === 'errored');
  return isWrong ? Math.max(1, sum) : sum;
}

// Each element that says so counts, those of earlier runs too: Surefire's `failures` do.
function failuresShown(runs: readonly Case[]): number {
  return runs.reduce((sum, { outcome, marks }) => {
    const isWrong = outcome === 'failed' || outcome === 'errored';
    return sum + Math.max(marks, isWrong ? 1 : 0);
  }, 0);
}

function describe(suite: Suite): Record<string, unknown> {
  const said = failuresSaid(suite);
  return {
    ...{ report: suite.report, suite: suite.name },
    ...{ said: Number.isFinite(said) ? said : 'unreadable', shown: failuresShown(suite.allRuns) },
  };
}
