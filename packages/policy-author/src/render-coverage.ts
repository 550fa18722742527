import type { OpaFileCoverage } from '@gatehouse/opa';
import { shownPath } from '@gatehouse/policy';
import { escapeTerminal } from '@gatehouse/report';
import type { WorkPolicy } from './work-policy.ts';

export interface RuleCoverage {
  covered: number;
  /** Rows of rules that no test reaches, by place. */
  open: { file: string; row: number }[];
}

/** Of the files that judge: what tests cover of themselves does not count. */
export function coverageOfRules(
  { judging }: WorkPolicy,
  files: Readonly<Record<string, OpaFileCoverage>>,
): RuleCoverage {
  const known = judging.map(({ path }) => ({ path, rows: files[path] ?? { covered: [], notCovered: [] } }));
  return {
    covered: known.reduce((sum, { rows }) => sum + rows.covered.length, 0),
    open: known.flatMap(({ path, rows }) => rows.notCovered.map((row) => ({ file: path, row }))),
  };
}

export function renderCoverage({ covered, open }: RuleCoverage, { files }: WorkPolicy): string[] {
  const all = covered + open.length;
  const share = all === 0 ? 0 : Math.floor((covered / all) * 1000) / 10;
  return [
    ...open.map(({ file, row }) => `✗ ${shownPath(file)}:${row}  ${lineOf(files[file], row)}`),
    `${isWhole({ covered, open }) ? '✓' : '✗'} tests reach ${covered} of ${all} lines of rules (${share} %)`,
  ].map(escapeTerminal);
}

/** Nothing covered is not everything covered. */
export function isWhole({ covered, open }: RuleCoverage): boolean {
  return covered > 0 && open.length === 0;
}

function lineOf(text: string | undefined, row: number): string {
  return text?.split('\n')[row - 1]?.trim() ?? '';
}
