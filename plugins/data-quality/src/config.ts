import type { InputPath } from '@gatehouse/plugin-kit';
import type { ReaderOptions } from '@gatehouse/plugin-kit/table';
import type { Checks } from './checks-config.ts';

export interface Config {
  /** The table: Parquet, CSV or JSON lines. */
  data: InputPath;
  /** How the files of the tables are read, where they cannot be read in one way only. Columns that must be unique, refer to a key, are one, or are checked as text are text without being named here. */
  reader?: ReaderOptions;
  /**
   * The columns to profile; without it, all.
   * @minItems 1
   */
  columns?: string[];
  /** Which quantiles of each column of numbers are measured, from 0 to 1; without it, the quartiles. */
  quantiles?: number[];
  /**
   * Sort and compare every value. Without it, tables of more than 20 million cells are counted in histograms and by
   * samples, and the evidence says how far off quantiles and counts of different values can be.
   * @default false
   */
  exact?: boolean;
  /** Columns of dates or times, and how old their newest value is. */
  freshness?: Freshness[];
  /** What is expected of the table. */
  checks?: Checks;
  /**
   * Shapes of unexpected values that are kept for each check.
   * @default 3
   * @integer
   * @minimum 1
   * @maximum 20
   */
  examples?: number;
}

/** Give either `now` or `against`: a plugin has no clock. */
export interface Freshness {
  /** The column of dates or times. */
  column: string;
  /**
   * The time to compare with, in UTC.
   * @pattern ^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$
   */
  now?: string;
  /** Another column, whose newest value is the time to compare with. */
  against?: string;
}
