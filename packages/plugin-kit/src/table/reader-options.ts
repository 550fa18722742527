/**
 * How the file of a table is read. What is not said here is found in the file, and stands in the evidence (`reading`);
 * where the file can be read in two ways, it is refused.
 */
export interface ReaderOptions {
  /**
   * CSV: the character between two fields. Without it, the one of comma, semicolon, tab and bar by which every line has
   * as many fields as the first.
   * @pattern ^[^\r\n]$
   */
  delimiter?: string;
  /**
   * CSV: the character around a field, or `none`. Without it, a double quote; an apostrophe where the file can only be
   * read so.
   * @pattern ^([^\r\n]|none)$
   */
  quote?: string;
  /**
   * CSV: the character before a quote inside of a field. Without it, a second quote, or a backslash where the file can
   * only be read so.
   * @pattern ^[^\r\n]$
   */
  escape?: string;
  /**
   * CSV: whether the first line has the names of the columns. Without it, it has, and must look so: a number there is
   * refused. Columns without a name are called column0, column1, …
   */
  header?: boolean;
  /**
   * CSV: the decimal sign of numbers.
   * @default .
   */
  decimal?: '.' | ',';
  /**
   * CSV: how characters are written. JSON is always UTF-8.
   * @default utf-8
   */
  encoding?: 'utf-8' | 'utf-16' | 'latin-1' | 'windows-1252';
  /**
   * CSV and JSON: how dates are written, in the letters of strptime: `%d/%m/%Y`, `%m/%d/%y`, … ; timestamps are such a
   * date and a time. Without it, dates of ISO 8601, and those that can be read in one way only.
   * @minLength 2
   */
  date_format?: string;
  /** Words that stand for a missing value, such as NA, N/A, null. An empty field of a CSV is always missing. */
  missing?: string[];
  /**
   * By column, what its values are; a value that is none of that is refused. Identifiers, keys, codes and categories are
   * `text`, which keeps every character (leading zeros, 1.10, twenty digits). Without it, what all its values are.
   */
  types?: Record<string, DeclaredType>;
}

export type DeclaredType = 'text' | 'number' | 'boolean' | 'date' | 'timestamp' | 'time';
