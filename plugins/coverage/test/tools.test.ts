import { expect, test } from 'vitest';
import { measure, valuesOf } from './reports.ts';

// What coverage.py 7.17 and Vitest 3.2 wrote of one run each, in several formats; the totals are those that they print.
const python = ['coverage-py.info', 'coverage-py.xml', 'coverage-py.json'];
const javascript = ['vitest-clover.xml', 'vitest-cobertura.xml'];

test.each([
  ...python.map((name) => ({
    reports: [name],
    lines: 63,
    lines_covered: 30,
    branches: 10,
    branch_coverage: 0.5,
    files: 4,
  })),
  { reports: python, lines: 63, lines_covered: 30, branches: 10, branch_coverage: 0.5, files: 4 },
  {
    reports: [...python].reverse(),
    lines: 63,
    lines_covered: 30,
    branches: 10,
    branch_coverage: 0.5,
    files: 4,
  },
  ...[['vitest-summary.json'], ...javascript.map((name) => [name]), javascript].map((reports) => ({
    ...{ reports, lines: 7, lines_covered: 6, branches: 7, branch_coverage: 4 / 7, files: 1 },
  })),
])('$reports', async ({ reports, ...expected }) => {
  const measured = await measure({ reports });
  expect(valuesOf(measured)).toEqual({
    ...{ ...expected, line_coverage: expected.lines_covered / expected.lines, count_mismatch: 0 },
  });
  expect(measured.examined).toBe(expected.lines);
});
