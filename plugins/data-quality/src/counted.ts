/** What one pass over a table tells of a column. Values are null where there is none to compute them from. */
export interface ColumnCounts {
  name: string;
  type: string;
  nulls: number;
  nans: number;
  positiveInfinities: number;
  negativeInfinities: number;
  /** Values that are neither null nor NaN. */
  present: number;
  /** Of the finite values; dates and times in seconds since 1970. */
  min: number | null;
  max: number | null;
  mean: number | null;
  /** Infinite where values are so large that it can not be computed. */
  std: number | null;
  /** In characters. */
  shortest: number | null;
  longest: number | null;
  empty: number;
}
