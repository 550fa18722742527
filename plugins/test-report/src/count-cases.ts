import type { Measured } from '@gatehouse/plugin-kit';
import type { Case } from './case.ts';

export interface Counts {
  tests: number;
  passed: number;
  failed: number;
  errored: number;
  skipped: number;
  flaky: number;
}

/** Counts cases by outcome and sums their time. */
export function countCases(
  cases: readonly Case[],
  labels: Record<string, string> = {},
): { counts: Counts; measurements: Measured['measurements'] } {
  const of = (outcome: Case['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  const counts = {
    tests: cases.length,
    passed: of('passed'),
    failed: of('failed'),
    errored: of('errored'),
    skipped: of('skipped'),
    flaky: cases.filter(({ flaky }) => flaky).length,
  };
  const timed = cases.flatMap(({ seconds }) => seconds ?? []);
  // Whole microseconds: the order of addition must not show in the last digits.
  const seconds = timed.reduce((sum, one) => sum + Math.round(one * 1e6), 0) / 1e6;
  const duration = { metric: 'duration_seconds', n: timed.length, labels };
  return {
    counts,
    measurements: [
      ...Object.entries(counts).map(([metric, value]) => ({ metric, value, n: cases.length, labels })),
      timed.length === 0
        ? { ...duration, value: null, note: 'no test case gives its time' }
        : { ...duration, value: seconds },
    ],
  };
}
