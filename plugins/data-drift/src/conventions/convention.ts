import type { Steps } from '@gatehouse/plugin-kit/statistics';
import type { ColumnPair, Measurement } from '../column-drift.ts';
import type { CategoryBin } from '../compare/compare-categories.ts';
import type { Missing } from '../counts.ts';
import type { ValueCounts } from '../sides.ts';

/** A column as a convention sees it: whichever of `numbers` and `categories` its kind has, every value counted. */
export interface ScoredPair {
  pair: ColumnPair;
  measurements: readonly Measurement[];
  missing: { reference: Missing; current: Missing };
  numbers: Steps | undefined;
  categories: CategoryBin[] | undefined;
  /** The reference in its order of rows, cut into so many parts of `floor(rows / parts)` rows and what is left over. */
  referenceParts(parts: number): Promise<ValueCounts[]>;
}

/** What a tool says of a column. */
export interface Score {
  /** How the tool calls its test. */
  test: string;
  score: number | null;
  /** What the tool compares the score with; null where it has no default. */
  threshold: number | null;
  /** `p-value`: a small score is drift; `distance`: a large one. */
  of: 'p-value' | 'distance';
  /** Whether a score that equals the threshold is drift. */
  inclusive: boolean;
  /** Why there is no score, or what to know of it. */
  note?: string;
}

/** How a tool tells whether a column has drifted, when nothing is configured. */
export interface Convention {
  /** The tool with the version whose sources were followed. */
  as: string;
  /** The files of its sources that say so. */
  source: string;
  /** What is not as in the tool. */
  differs: string;
  score(column: ScoredPair): Score | Promise<Score>;
  /** The change of the share of missing values beyond which a column has drifted, whatever its values; none: not looked at. */
  missing?: number;
}

/** A column that the tool does not look at. */
export function unscored(test: string, note: string): Score {
  return { test, score: null, threshold: null, of: 'distance', inclusive: false, note };
}

/** Whether a score is drift; null where there is no score or no threshold. */
export function isDrift({ score, threshold, of, inclusive }: Score): boolean | null {
  if (score === null || threshold === null) return null;
  if (score === threshold) return inclusive;
  return of === 'distance' ? score > threshold : score < threshold;
}
