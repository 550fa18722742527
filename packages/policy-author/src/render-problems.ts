import { shownPath } from '@gatehouse/policy';
import { escapeTerminal } from '@gatehouse/report';
import type { PolicyProblem } from './lint/problem.ts';

/** Each problem with its place and what mends it. */
export function renderProblems(problems: readonly PolicyProblem[]): string[] {
  return problems
    .flatMap(({ code, file, line, column, message, remedy }) => [
      `✗ ${shownPath(file)}:${line}:${column}  ${code}`,
      `  ${message}`,
      `  → ${remedy}`,
    ])
    .map(escapeTerminal);
}
