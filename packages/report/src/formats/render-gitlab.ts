import type { CheckReport } from '../check-report.ts';
import { escapeJson, escapeTerminal } from '../escape.ts';
import { listTold, type Told } from './list-told.ts';
import { placeOf } from './place-of.ts';

const severities: Record<Told['severity'], string> = {
  block: 'blocker',
  overridden: 'critical',
  wait: 'major',
  warn: 'minor',
  waived: 'info',
  retired: 'info',
};

/** A code quality report of GitLab: a list of what was found. It has no place for a verdict of its own. */
export function renderGitlab(report: CheckReport): string {
  return `${escapeJson(listTold(report).map(describe))}\n`;
}

function describe(told: Told): Record<string, unknown> {
  const { code, severity, fingerprint } = told;
  const { file, line } = placeOf(told);
  return {
    description: escapeTerminal(textOf(told)),
    check_name: code,
    fingerprint,
    severity: severities[severity],
    location: { path: escapeTerminal(file), lines: { begin: line ?? 1 } },
  };
}

function textOf({ about, severity, message, remedy, justification }: Told): string {
  const how = remedy === '' ? '' : ` To mend it: ${remedy}`;
  const why = justification === null ? '' : ` Waived: ${justification}`;
  return `${about ?? 'This run'} (${severity}): ${message}.${how}${why}`;
}
