import type { Total } from './coverage.ts';

const mostListed = 50;

/** Compares what reports say of themselves with what their lines add up to. */
export function compareTotals(totals: readonly (Total & { report: string })[]): {
  compared: number;
  found: number;
  details: Record<string, unknown>;
} {
  const found = totals.filter(
    ({ said, counted, within = 0 }) => !counted.some((count) => Math.abs(count - said) <= within),
  );
  const listed = found
    .slice(0, mostListed)
    .map(({ report, what, said, counted }) => ({ report, what, said: String(said), counted: counted[0] }));
  return {
    compared: totals.length,
    found: found.length,
    details: found.length > 0 ? { count_mismatches: listed, count_mismatches_total: found.length } : {},
  };
}
