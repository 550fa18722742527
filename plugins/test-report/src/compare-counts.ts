import { countCases } from './count-cases.ts';
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
 * Compares what suites say of themselves with their cases. Runners differ in whether a suite counts the suites inside:
 * either is agreement.
 */
export function compareCounts(suites: readonly Suite[]): {
  /** How many suites say anything of themselves. */
  compared: number;
  /** The suites that disagree. */
  found: Suite[];
  details: Record<string, unknown>;
} {
  const saying = suites.filter((suite) => Object.keys(attributes).some((name) => name in suite.attributes));
  const found = saying.map((suite) => ({ suite, mismatches: mismatchesOf(suite) }));
  const all = found.flatMap(({ mismatches }) => mismatches);
  return {
    compared: saying.length,
    found: found.filter(({ mismatches }) => mismatches.length > 0).map(({ suite }) => suite),
    details:
      all.length === 0
        ? {}
        : { count_mismatches: all.slice(0, mostListed), count_mismatches_total: all.length },
  };
}

function mismatchesOf(suite: Suite): Mismatch[] {
  const [all, own] = [countCases(suite.allCases).counts, countCases(suite.cases).counts];
  return Object.entries(attributes).flatMap(([attribute, metric]) => {
    const said = suite.attributes[attribute];
    if (said === undefined || [all[metric], own[metric]].includes(Number(said || Number.NaN))) return [];
    return { report: suite.report, suite: suite.name, attribute, said, counted: all[metric] };
  });
}
