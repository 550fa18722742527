import type { Read } from './imported.ts';
import { mask } from './mask.ts';

const mostListed = 50;

/** The checks that did not pass, with their masked messages, what each report says of itself, and its own details. */
export function listFailures(reports: readonly Read[]): Record<string, unknown> {
  const all = reports.flatMap(({ report, checks }) =>
    checks
      .filter(({ outcome }) => outcome !== 'passed')
      .map(({ name, outcome, labels, message }) => ({
        ...{ ...labels, report, check: name.toWellFormed(), outcome },
        ...(message === undefined ? {} : { message: mask(message) }),
      })),
  );
  return {
    not_passed: all.slice(0, mostListed),
    not_passed_more: Math.max(0, all.length - mostListed),
    reports: reports.map(({ report, format, about, said, details }) => ({
      ...{ report, format, ...about },
      mismatches: said.filter((one) => one.said !== one.counted),
      ...details,
    })),
  };
}
