import type { Distribution, GridKind, Moments } from '@gatehouse/plugin-kit/statistics';
import type { ColumnKind, Range, Reading, TableFile } from '@gatehouse/plugin-kit/table';
import type { CategoryCounts, Missing } from './counts.ts';

import type { Profile } from './profile/profile.ts';

export type SideName = 'reference' | 'current';

/** A file by its absolute path, and as the configuration names it. */
export type NamedFile = Pick<TableFile, 'file' | 'shown'>;

/** What the configuration says of the files of tables; how they were read is added to `readings`. */
export type HowToRead = Pick<TableFile, 'options' | 'text' | 'leaveIndexBut' | 'isCompared'> & {
  readings: Reading[];
};

export interface ColumnType {
  /** As DuckDB writes it. */
  type: string;
  /** Undefined for what is not compared: lists, structures, blobs. */
  kind: ColumnKind | undefined;
}

/** Every value, or bins of which grid. */
export type Grid = 'exact' | GridKind;

/** The values of a column of numbers or times that are neither null nor NaN. */
export interface NumberValues {
  missing: Missing;
  distribution: Distribution;
  moments: Moments;
  /** Of a profile: cut at the quantiles of so many bins, which it knows exactly. */
  quantiles?: { bins: number; distribution: Distribution };
}

/** Values that are there, each with how often it comes. */
export type ValueCounts = readonly (readonly [value: number | string, count: number])[];

/** A column whose values are at hand, to be counted again where that matters. */
export interface CloserLook {
  /** Each value in `ranges`, which ascend, by itself: so many at most. */
  values(ranges: readonly Range[], most: number): Promise<Distribution>;
  /** The values of one range, in at most so many bins. */
  bins(range: Range, most: number): Promise<Distribution>;
}

/** One of the two that are compared: a table, or what was kept of one. */
export interface Side {
  name: SideName;
  /** As in the configuration. */
  shown: string;
  rows: number;
  columns: ReadonlyMap<string, ColumnType>;
  /** Whether every value is at hand, or only what a profile keeps. */
  hasValues: boolean;
  /** Of a side that is no table: what is kept of one. */
  profile?: Profile;
  /** Reads columns of numbers or times side by side, so that the next `numbers` need not: until others are. */
  prepare(columns: readonly string[]): Promise<void>;
  numbers(column: string, grid: Grid): Promise<NumberValues>;
  /** Quantile bins out of those of the linear grid: looks closer where most values are. Not of a profile. */
  refine?(column: string, values: NumberValues): Promise<NumberValues>;
  /** Not of a profile. */
  closer?(column: string): CloserLook;
  categories(column: string): Promise<{ missing: Missing; categories: CategoryCounts }>;
  /** The values of a column in parts of `size` rows each, in the order of rows, as numbers or texts; none of a profile. */
  parts(column: string, size: number, kind: ColumnKind): Promise<ValueCounts[]>;
  close(): void;
}

/** Values that are neither null nor NaN. */
export function presentOf({ rows, nulls, nans }: Missing): number {
  return rows - nulls - nans;
}
