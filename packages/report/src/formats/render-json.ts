import type { CheckReport } from '../check-report.ts';
import { escapeJson } from '../escape.ts';

/** The whole report as JSON. */
export function renderJson(report: CheckReport): string {
  return `${escapeJson(report)}\n`;
}
