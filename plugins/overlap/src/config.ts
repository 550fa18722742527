import type { InputPath } from '@gatehouse/plugin-kit';
import type { ReaderOptions } from '@gatehouse/plugin-kit/table';

export interface Config {
  /**
   * All tables that the model was trained on: Parquet, CSV or JSON lines.
   * @minItems 1
   */
  training: InputPath[];
  /** The table that the model is measured on. */
  holdout: InputPath;
  /** How the files of the tables are read, where they cannot be read in one way only. */
  reader?: ReaderOptions;
  /**
   * The columns that together name whom or what a row is about, such as a customer; a row in which one of them is missing
   * has no key, and matches none.
   * @minItems 1
   */
  keys?: string[];
  /**
   * The columns that make a row; without it, all that every table has, but the keys.
   * @minItems 1
   */
  columns?: string[];
  /** Columns that make no row, such as random ids, where `columns` does not name those that do. */
  exclude?: string[];
  /** Look for near duplicates as well. */
  near?: Near;
}

export interface Near {
  /**
   * The columns that have to be near: numbers within their `tolerance`, texts equal without regard to case, white space and
   * compatible characters (Unicode NFKC), all else equal.
   * @minItems 1
   */
  columns: string[];
  /** By column of numbers, how far a value of training may be from that of the hold-out; without it, they have to be equal. */
  tolerance?: Record<string, Tolerance>;
}

/** Where both are given, the larger distance counts. */
export interface Tolerance {
  /**
   * In the unit of the column; a distance of exactly so much is near.
   * @minimum 0
   */
  absolute?: number;
  /**
   * As a share of the value of the hold-out.
   * @minimum 0
   * @exclusiveMaximum 1
   */
  relative?: number;
}
