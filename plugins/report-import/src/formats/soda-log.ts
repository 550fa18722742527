import type { Outcome } from '../imported.ts';
import { isFields, maybeText } from '../shape.ts';

export interface SodaLog {
  version: string | undefined;
  /** How many checks it says passed, failed or warned. */
  counts: Partial<Record<Outcome, number>>;
  /** Names of the checks that were not evaluated; undefined where the log has no summary. */
  notEvaluated: string[] | undefined;
}

const outcomes: Record<string, Outcome> = { PASSED: 'passed', WARNED: 'warned', FAILED: 'failed' };

/** What the log of a Soda scan says of its checks: its version in the first line, and a summary at the end. */
export function readSodaLog(logs: unknown): SodaLog {
  const entries = Array.isArray(logs) ? logs.filter(isFields) : [];
  const lines = entries.flatMap(({ message }) => maybeText(message) ?? []);
  const version = lines.find((line) => /^Soda Core [\d.]+$/.test(line));
  const summary = lines.slice(lines.lastIndexOf('Scan summary:') + 1);
  if (!lines.includes('Scan summary:')) return { version, counts: {}, notEvaluated: undefined };
  const counts: SodaLog['counts'] = {};
  const names: string[] = [];
  let left = 0;
  for (const line of summary) {
    const [, number = '', word = ''] = /^(\d+)\/\d+ checks? (.+?): *$/.exec(line) ?? [];
    const outcome = Object.hasOwn(outcomes, word) ? outcomes[word] : undefined;
    if (outcome) counts[outcome] = Number(number);
    else if (word === 'NOT EVALUATED') left = Number(number);
    const [, name] = /^ +(.*) \[NOT EVALUATED\]$/.exec(line) ?? [];
    if (name !== undefined) names.push(name);
  }
  const notEvaluated = Array.from({ length: Math.max(left, names.length) }, (_, i) => names[i] ?? 'a check');
  return { version, counts, notEvaluated };
}
