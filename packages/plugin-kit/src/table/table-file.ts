import type { ReaderOptions } from './reader-options.ts';

/** A file to be read as a table. */
export interface TableFile {
  /** What DuckDB calls the table where it must be read into memory; another one for each file. */
  name: string;
  /** Absolute; one of the files that the reader was opened with. */
  file: string;
  /** As in the configuration: its ending says the format. */
  shown: string;
  /** What the configuration says of the file. */
  options?: ReaderOptions | undefined;
  /** Columns whose values are codes, keys or categories: every character counts, and 1.10 is another one than 1.1. */
  text?: readonly string[];
  /** Columns that should be true or false: yes and no, y and n, t and f say so too. */
  booleans?: readonly string[];
  /**
   * Whether a column is compared as what it is: dates of another one that can be read in two ways are kept as text, and
   * told. Without it, all are.
   */
  isCompared?: (column: string) => boolean;
  /**
   * Leaves out the index that pandas wrote beside the columns of a Parquet file, but for columns whose names stand in this
   * JSON, such as the configuration. Without it, all columns stay.
   */
  leaveIndexBut?: unknown;
}
