import type { Suite } from './read-suites.ts';

const mostListed = 50;

/** Names and first message lines of the cases that failed or errored; how many there are, where the list is cut. */
export function listFailures(suites: readonly Suite[]): Record<string, unknown> {
  const all = suites.flatMap(({ report, name: suite, cases }) =>
    cases
      .filter(({ outcome }) => outcome === 'failed' || outcome === 'errored')
      .map(({ name, outcome, messages }) => ({
        report,
        suite,
        name,
        outcome,
        messages: messages.slice(0, 5),
      })),
  );
  const flaky = suites.flatMap(({ cases }) => cases.filter((one) => one.flaky).map(({ name }) => name));
  return {
    failing: all.slice(0, mostListed),
    ...(all.length > mostListed ? { failing_cut: `the first ${mostListed} of ${all.length}` } : {}),
    flaky: flaky.slice(0, mostListed),
    ...(flaky.length > mostListed ? { flaky_cut: `the first ${mostListed} of ${flaky.length}` } : {}),
  };
}
