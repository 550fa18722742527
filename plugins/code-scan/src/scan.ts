/** SARIF 2.1.0, section 3.27.10. */
export const levels = ['error', 'warning', 'note', 'none'] as const;
export type Level = (typeof levels)[number];

/** Whether a result is taken for a finding. */
export type Standing = 'open' | 'suppressed' | 'under-review' | 'passed' | 'gone';

export interface Result {
  rule: string;
  /** What its rule is about; the message of a result may hold the very secret that was found. */
  about: string | undefined;
  level: Level;
  /** By the property `security-severity` of its rule, 0 to 10, as GitHub reads it. */
  severity: number | undefined;
  path: string | undefined;
  line: number | undefined;
  standing: Standing;
  /** What a report says itself; undefined where it says nothing. */
  isNew: boolean | undefined;
  /** Equal for the same finding in two reports. */
  key: string;
}

/** One run of one tool. */
export interface Scan {
  report: string;
  tool: string;
  version: string | undefined;
  /** False: the run holds no list of results, so that nothing was scanned (section 3.14.23). */
  hasScanned: boolean;
  /** Why it did not run to its end; undefined where it did, or does not say. */
  failure: string | undefined;
  /** The tool says that it ran to its end. */
  isComplete: boolean;
  rules: number;
  files: number;
  results: Result[];
  subjects: string[];
  seconds: number | undefined;
}
