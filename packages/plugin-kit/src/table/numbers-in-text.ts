import { countTerms } from './count-terms.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteText } from './quote.ts';
import type { ReaderOptions } from './reader-options.ts';
import type { NumbersInText, Reading } from './reading.ts';
import type { SettledColumn } from './settle-forms.ts';
import { formsOfType, type TextForm } from './text-forms.ts';

// Rows at the top that tell which columns are worth to be counted.
const sampled = 2000;

const missingWords = [
  'NA',
  'N/A',
  '#N/A',
  'n/a',
  'NULL',
  'null',
  'None',
  'nan',
  'NaN',
  '-',
  '--',
  '?',
  '.',
  'missing',
  'unknown',
];

/** Columns that were taken for text, and hold numbers for the most part: one word can do that. */
export async function findNumbersInText(
  reader: TableReader,
  source: string,
  columns: readonly SettledColumn[],
  options: ReaderOptions,
): Promise<Pick<Reading, 'numbers_in_text'>> {
  const number = formsOfType('number', options).at(-1) as TextForm;
  const count = async (table: string, some: readonly SettledColumn[]) => {
    const terms = some.flatMap(({ text }) => [
      `count(${text})`,
      `count_if(coalesce(${number.fits(text)}, false))`,
    ]);
    const counted = await countTerms(reader, table, terms);
    return some.flatMap((column, index) => {
      const [values = 0, numbers = 0] = counted.slice(index * 2);
      return numbers > 0 && numbers * 2 >= values ? [{ ...column, values, numbers }] : [];
    });
  };
  // A declared column is what it is.
  const texts = columns.filter(
    ({ form, forms }) => form.type === 'VARCHAR' && forms.some(({ declared }) => declared === 'number'),
  );
  const likely = await count(`(SELECT * FROM ${source} LIMIT ${sampled})`, texts);
  const found: Record<string, NumbersInText> = {};
  for (const { name, text, values, numbers } of await count(source, likely)) {
    if (numbers === values) continue;
    const listed = missingWords.map((word) => quoteText(word)).join(', ');
    const words = await reader.rows(
      `SELECT DISTINCT ${text} AS word FROM ${source} WHERE ${text} IN (${listed}) ORDER BY 1`,
    );
    found[name] = { numbers, others: values - numbers, words: words.map(({ word }) => String(word)) };
  }
  return Object.keys(found).length === 0 ? {} : { numbers_in_text: found };
}
