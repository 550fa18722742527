import { countTerms } from './count-terms.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteText } from './quote.ts';
import type { ReaderOptions } from './reader-options.ts';
import type { NumbersInText, Reading } from './reading.ts';
import type { SettledColumn } from './settle-forms.ts';
import type { TextForm } from './text-form.ts';
import { formsOf } from './text-forms.ts';

// Rows at the top that tell which columns are worth to be counted.
const sampled = 2000;

// With a decimal comma, digits in groups, a plus, a percent sign or a currency, which are read only where that is plain.
const digits = "[0-9]+(?:[.,][0-9]+)?|[1-9][0-9]{0,2}(?:[., '\u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?";
const currency = '[$\u20ac\u00a3\u00a5]';
// A plus is one of a telephone number too.
const otherwise = `-?\\s*(?:${currency}\\s*)?(?:${digits})\\s*(?:%|${currency})?|[+][0-9]{1,6}(?:[.,][0-9]+)?`;
// Zeros in front are those of a code.
const code = '[-+]?0[0-9]+';

/** Columns that were taken for text, and hold numbers for the most part: one word or one sign can do that. */
export async function findNumbersInText(
  reader: TableReader,
  source: string,
  columns: readonly SettledColumn[],
  options: ReaderOptions,
): Promise<Pick<Reading, 'numbers_in_text'>> {
  const number = formsOf(options).find(({ type }) => type === 'DOUBLE') as TextForm;
  const matches = (text: string, pattern: string) =>
    `coalesce(regexp_full_match(${text}, ${quoteText(`\\s*(?:${pattern})\\s*`)}), false)`;
  const count = async (table: string, some: readonly SettledColumn[]) => {
    const terms = some.flatMap(({ text }) => {
      const isPlain = `coalesce(${number.fits(text)}, false)`;
      return [
        `count(${text})`,
        `count_if(${isPlain})`,
        `count_if(NOT ${isPlain} AND ${matches(text, otherwise)})`,
        `count_if(${matches(text, code)})`,
      ];
    });
    const counted = await countTerms(reader, table, terms);
    return some.flatMap(({ name }, index) => {
      const [values = 0, plain = 0, written = 0, codes = 0] = counted.slice(index * 4);
      const numbers = plain + written;
      const isTold = codes === 0 && numbers > 0 && numbers * 2 >= values && plain < values;
      const told: NumbersInText = { numbers: plain, others: values - plain };
      return isTold ? [[name, { ...told, ...(written === 0 ? {} : { otherwise: written }) }] as const] : [];
    });
  };
  // A declared column is what it is.
  const texts = columns.filter(
    ({ form, forms }) => form.type === 'VARCHAR' && forms.some(({ declared }) => declared === 'number'),
  );
  const likely = new Set(
    (await count(`(SELECT * FROM ${source} LIMIT ${sampled})`, texts)).map(([name]) => name),
  );
  const some = texts.filter(({ name }) => likely.has(name));
  const found = await count(source, some);
  return found.length === 0 ? {} : { numbers_in_text: Object.fromEntries(found) };
}
