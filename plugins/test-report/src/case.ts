import type { Outcome } from './outcome-words.ts';

export interface Case {
  /** Equal for two runs of one test; undefined where it has no name. */
  id: string | undefined;
  name: string;
  outcome: Outcome;
  /** It failed, and passed when it was run again. */
  flaky: boolean;
  /** Undefined where the report gives none that can be read. */
  seconds: number | undefined;
  /** A time that is there and cannot be read. */
  unread: string | undefined;
  /** First lines of what went wrong, or why it was skipped; and what it says that is not known. */
  messages: string[];
  /** How many elements say that it went wrong, also where it was run again. */
  marks: number;
  /** How its runs went, where there are several. */
  runs?: Outcome[];
}
