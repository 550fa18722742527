import type { Case } from './case.ts';
import type { Suite } from './read-suites.ts';

const mostListed = 50;

/**
 * The cases that failed or errored, that were skipped, and that passed only when run again, and times that cannot be
 * read; how many there are, where a list is cut.
 */
export function listCases(suites: readonly Suite[]): Record<string, unknown> {
  const all = suites.flatMap(({ report, name: suite, cases }) =>
    cases.map((one) => ({ report, suite, one })),
  );
  const of = (...outcomes: Case['outcome'][]) =>
    all
      .filter(({ one }) => outcomes.includes(one.outcome))
      .map(({ report, suite, one: { name, outcome, messages, runs } }) => ({
        ...{ report, suite, name, outcome, messages: messages.slice(0, 5) },
        ...(runs ? { runs } : {}),
      }));
  const skipped = of('skipped').map(({ outcome: _, ...one }) => one);
  const unread = all.flatMap(({ one }) => one.unread ?? []);
  return {
    ...listed('failing', of('failed', 'errored')),
    ...listed(
      'flaky',
      all.filter(({ one }) => one.flaky).map(({ one }) => one.name),
    ),
    ...(skipped.length > 0 ? listed('skipped', skipped) : {}),
    ...(unread.length > 0 ? listed('times_unread', unread) : {}),
  };
}

function listed(name: string, all: readonly unknown[]): Record<string, unknown> {
  return {
    [name]: all.slice(0, mostListed),
    ...(all.length > mostListed ? { [`${name}_cut`]: `the first ${mostListed} of ${all.length}` } : {}),
  };
}
