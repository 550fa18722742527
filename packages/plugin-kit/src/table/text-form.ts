import { quoteText } from './quote.ts';
import type { DeclaredType, ReaderOptions } from './reader-options.ts';

/** A way to write values as text. All SQL is of an expression that is text, and null for a missing value. */
export interface TextForm {
  /** What reads as such, for the declared type. */
  declared: DeclaredType;
  /** As DuckDB writes it. */
  type: string;
  /** Boolean SQL, never null where the text is not. */
  fits(text: string): string;
  cast(text: string): string;
  /** Of dates: how they are written, in the letters of strptime, where that is not ISO 8601. */
  format?: string;
  /** A pattern that all such texts match: by one look at it many forms are known not to fit. */
  shape?: string;
}

export const asText: TextForm = {
  declared: 'text',
  type: 'VARCHAR',
  fits: () => 'true',
  cast: (text) => text,
};

/** SQL of a column of text, with null for the words that stand for a missing value. */
export function presentText(column: string, { missing = [] }: ReaderOptions): string {
  return missing.length === 0
    ? column
    : `CASE WHEN ${column} IN (${missing.map(quoteText).join(', ')}) THEN NULL ELSE ${column} END`;
}

/** Whether the whole text matches, but for spaces around. */
export const matching = (pattern: string) => (text: string) =>
  `regexp_full_match(${text}, ${quoteText(`\\s*(?:${pattern})\\s*`)})`;

export const castTo = (type: string) => (text: string) => `CAST(${text} AS ${type})`;
export const readsAs = (type: string) => (text: string) => `(TRY_CAST(${text} AS ${type}) IS NOT NULL)`;

/** A condition that is looked at only where an earlier one holds: to try a cast on what is none takes long. */
export const onlyIf = (first: string, second: string) => `(CASE WHEN ${first} THEN ${second} ELSE false END)`;

export function form(
  declared: DeclaredType,
  type: string,
  fits: TextForm['fits'],
  cast: TextForm['cast'] = castTo(type),
): TextForm {
  return { declared, type, fits, cast };
}
