import type { Distribution, Moments } from '@gatehouse/plugin-kit/statistics';
import type { ColumnKind } from '@gatehouse/plugin-kit/table';
import type { CategoryCounts, Missing } from '../counts.ts';

/** What is kept of a table, so that another can be compared with it when the table itself is gone. */
export interface Profile {
  rows: number;
  columns: ReadonlyMap<string, ColumnProfile>;
}

export interface ColumnProfile {
  type: string;
  kind: ColumnKind;
  missing: Missing;
  numbers?: NumberProfile;
  categories?: CategoryCounts;
}

/** Both grids, because which one is finer shows only beside the other table. */
export interface NumberProfile {
  moments: Moments;
  linear: Distribution;
  logarithmic: Distribution;
  /** Cut at the quantiles of so many bins, each a group of its own; not of shards, whose quantiles nobody knows. */
  quantiles?: { bins: number; distribution: Distribution };
}

/** Bins that a profile keeps of each grid. */
export const keptBins = 256;

/** Up to so many categories are kept as they are: more of them may be names or keys. */
export const mostNamed = 50;

/** Up to so many categories are kept as digests. */
export const mostKept = 1000;
