import type { InputPath } from '@gatehouse/plugin-kit';

/** What is expected of the table, named as in Great Expectations. Columns are given by name. */
export interface Checks {
  /** These columns are there. */
  column_exists?: string[];
  /** How many rows there are. */
  row_count_between?: CountRange;
  /** These columns have no null and no NaN. */
  not_null?: string[];
  /** No value of these columns comes twice. */
  unique?: string[];
  /** No combination of values of these columns comes twice. */
  compound_unique?: string[][];
  /** By column: numbers, or dates and times as ISO 8601. */
  values_between?: Record<string, ValueRange>;
  /** By column: the values that it may have. */
  values_in_set?: Record<string, (string | number | boolean)[]>;
  /** By column: a regular expression (RE2) that is found somewhere in each text; anchor it with ^ and $. */
  match_regex?: Record<string, string>;
  /** By column: how many characters a text has. */
  value_lengths_between?: Record<string, CountRange>;
  /** Values that must be keys of another table. */
  referential?: Reference[];
}

export interface ValueRange {
  /** The smallest value allowed. */
  min?: number | string;
  /** The largest value allowed. */
  max?: number | string;
  /**
   * Whether `min` itself is not allowed.
   * @default false
   */
  strict_min?: boolean;
  /**
   * Whether `max` itself is not allowed.
   * @default false
   */
  strict_max?: boolean;
}

export interface CountRange {
  /**
   * The fewest allowed.
   * @integer
   * @minimum 0
   */
  min?: number;
  /**
   * The most allowed.
   * @integer
   * @minimum 0
   */
  max?: number;
}

export interface Reference {
  /**
   * The columns that refer to the other table.
   * @minItems 1
   */
  columns: string[];
  /** The other table. */
  table: InputPath;
  /**
   * Its columns, in the same order.
   * @minItems 1
   */
  key: string[];
}
