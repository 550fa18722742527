import type { Report } from './config.ts';
export interface Read extends Imported {
  report: string;
  format: Report['format'];
}

/** What a tool said of a check. Only `passed` has passed. */
export type Outcome = 'passed' | 'failed' | 'warned' | 'errored' | 'skipped';

export interface Check {
  name: string;
  outcome: Outcome;
  /** Such as the column. */
  labels?: Record<string, string>;
  message?: string | undefined;
  /** What must be known of one that passed. */
  note?: string | undefined;
}

/** As it stands in a report: NaN and infinities too, null for none, bigint for what a double can not hold. */
export type Numeric = number | bigint | null;

/** A number beside or instead of a check. */
export interface Value {
  name: string;
  value: Numeric;
  /** How many items it rests on, where the report says so. */
  n?: number | undefined;
  labels?: Record<string, string>;
}

/** A report, in the words of this plugin. */
export interface Imported {
  /** What the report says of itself, as it stands there. */
  about: {
    /** What wrote it, with its version where that is known. */
    tool: string;
    suite?: string | undefined;
    /** When it was made. */
    time?: string | undefined;
  };
  checks: Check[];
  values: Value[];
  /** Metrics that the tool measured without judging them, with at least one finite number: examined, but no check. */
  metrics: number;
  /** Entries that are neither, such as a dbt model that was built. */
  unjudged: number;
  /** What the report says of its checks as a whole; compared with the checks themselves. */
  said: { what: string; said: number | boolean; counted: number | boolean }[];
  details?: Record<string, unknown>;
}

export function count(checks: readonly Check[], ...outcomes: Outcome[]): number {
  return checks.filter(({ outcome }) => outcomes.includes(outcome)).length;
}

const mostListed = 50;

/** Names the entries of a report that say nothing that is read here, for `details`. */
export function listed(unjudged: readonly string[]): { details?: Record<string, unknown> } {
  return unjudged.length === 0 ? {} : { details: { unjudged: unjudged.slice(0, mostListed) } };
}

/** What a report examined: all checks but the skipped ones, and the metrics without a verdict. */
export function examined({ checks, metrics }: Imported): number {
  return checks.length - count(checks, 'skipped') + metrics;
}
