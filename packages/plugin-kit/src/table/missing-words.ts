import { countTerms } from './count-terms.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteName, quoteText } from './quote.ts';
import type { Reading } from './reading.ts';

/** Words that are missing values to other tools, and to us where they are declared `missing`. */
export const usualWords: readonly string[] = [
  'NA',
  'N/A',
  'n/a',
  '#N/A',
  '<NA>',
  'NULL',
  'Null',
  'null',
  'None',
  'NaN',
  'nan',
  'NaT',
  '-',
  '--',
  '?',
  '.',
];

/** How often columns of text have such a word, by column and word. */
export async function findMissingWords(
  reader: TableReader,
  table: string,
  columns: readonly string[],
): Promise<Pick<Reading, 'missing_words'>> {
  const words = usualWords.map((word) => quoteText(word)).join(', ');
  const terms = columns.map((name) => `count_if(${quoteName(name)} IN (${words}))`);
  const counts = await countTerms(reader, table, terms);
  const found: Record<string, Record<string, number>> = {};
  for (const name of columns.filter((_, index) => counts[index] !== 0)) {
    const text = quoteName(name);
    const rows = await reader.rows(
      `SELECT ${text} AS word, count(*)::DOUBLE AS n FROM ${table} WHERE ${text} IN (${words}) GROUP BY ALL ORDER BY ALL`,
    );
    found[name] = Object.fromEntries(rows.map(({ word, n }) => [String(word), Number(n)]));
  }
  return Object.keys(found).length === 0 ? {} : { missing_words: found };
}
