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
  /** Any JSON in which the names of columns that are used stand, such as the configuration. */
  uses?: unknown;
}
