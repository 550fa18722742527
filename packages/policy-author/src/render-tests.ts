import type { OpaTest } from '@gatehouse/opa';
import { shownPath } from '@gatehouse/policy';
import { escapeTerminal } from '@gatehouse/report';
import type { Comparison } from './compare-engines.ts';

/** Whether a test counts: one that was skipped has proven nothing. */
export function hasPassed({ passed, skipped }: OpaTest): boolean {
  return passed && !skipped;
}

export function renderTests(tests: readonly OpaTest[]): string[] {
  const failed = tests.filter((test) => !hasPassed(test));
  const files = new Set(tests.map(({ file }) => file));
  if (tests.length === 0) return ['✗ no test was run'];
  return [
    ...failed.flatMap(renderFailure),
    `${failed.length === 0 ? '✓' : '✗'} ${tests.length - failed.length} of ${tests.length} tests in ${files.size} files passed`,
    `  slowest: ${slowest(tests).join(', ')}`,
  ].map(escapeTerminal);
}

export function renderComparison({ cases, different }: Comparison): string[] {
  return [
    ...different.map((name) => `✗ OPA and the compiled policy differ on ${name}`),
    `${different.length === 0 ? '✓' : '✗'} ${cases - different.length} of ${cases} facts judged alike by OPA and by the compiled policy`,
  ].map(escapeTerminal);
}

function renderFailure({ file, row, name, skipped, error, output }: OpaTest): string[] {
  const why = skipped ? 'was skipped' : error ? `could not be evaluated: ${error.message}` : 'failed';
  return [
    `✗ ${shownPath(file)}:${row}  ${name} ${why}`,
    ...(output ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `  ${line}`),
  ];
}

function slowest(tests: readonly OpaTest[]): string[] {
  return [...tests]
    .sort((one, other) => other.durationNs - one.durationNs)
    .slice(0, 3)
    .map(({ name, durationNs }) => `${name} ${(durationNs / 1e9).toFixed(1)} s`);
}
