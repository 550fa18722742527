import { momentsOf } from './date-forms.ts';
import { declaredNumbers, fractions, wholeNumbers } from './number-forms.ts';
import { quoteText } from './quote.ts';
import type { DeclaredType, ReaderOptions } from './reader-options.ts';
import type { TableFile } from './table-file.ts';
import { asText, form, type TextForm } from './text-form.ts';

const truths = form('boolean', 'BOOLEAN', (text) => `(lower(${text}) IN ('true', 'false'))`);

// Words that a column has to be declared a boolean for: elsewhere they are answers like any other.
const answers = wordsFor(['true', 't', 'yes', 'y'], ['false', 'f', 'no', 'n']);
const digits = wordsFor(['true', 't', 'yes', 'y', '1'], ['false', 'f', 'no', 'n', '0']);

function wordsFor(yes: readonly string[], no: readonly string[]): TextForm {
  const among = (text: string, words: readonly string[]) =>
    `(lower(${text}) IN (${words.map(quoteText).join(', ')}))`;
  return form(
    'boolean',
    'BOOLEAN',
    (text) => among(text, [...yes, ...no]),
    (text) => among(text, yes),
  );
}

/** The forms that are tried, in this order: the first that all values fit is taken. The last fits everything. */
export function formsOf(options: ReaderOptions): TextForm[] {
  return [truths, ...wholeNumbers(), fractions(options), ...momentsOf(options), asText];
}

/** Those of a declared type. */
export function formsOfType(type: DeclaredType, options: ReaderOptions): TextForm[] {
  if (type === 'text') return [asText];
  if (type === 'boolean') return [truths, digits];
  const all = [...declaredNumbers(options), ...momentsOf(options)];
  return all.filter(({ declared }) => declared === type);
}

// What is kept of a column whose values are codes, keys or categories: every character. True and false are no codes.
const codeForms: readonly TextForm[] = [truths, asText];

/** The forms of a column of a CSV, by what is declared of it and what it is used for. */
export function formsOfColumn(
  column: string,
  { options = {}, text = [], booleans = [] }: Pick<TableFile, 'options' | 'text' | 'booleans'>,
): readonly TextForm[] {
  const declared = options.types?.[column];
  if (declared !== undefined) return formsOfType(declared, options);
  if (text.includes(column)) return codeForms;
  return booleans.includes(column) ? [answers, ...formsOf(options)] : formsOf(options);
}
