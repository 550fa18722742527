import { ambiguous } from './check-header.ts';
import { countTerms } from './count-terms.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteText } from './quote.ts';
import type { Reading } from './reading.ts';
import type { SettledColumn } from './settle-forms.ts';

/**
 * Throws PluginError `ambiguous-table` where one column is written with a decimal comma, and another one with a point
 * that may be between groups of digits: 1.234 beside 1,5.
 */
export async function checkDecimal(
  reader: TableReader,
  source: string,
  columns: readonly SettledColumn[],
  { numbers_in_text: texts = {} }: Pick<Reading, 'numbers_in_text'>,
  shown: string,
): Promise<void> {
  const commas = columns.filter(({ name }) => texts[name]?.otherwise !== undefined);
  const points = columns.filter(({ form }) => form.type === 'DOUBLE');
  if (commas.length === 0 || points.length === 0) return;
  const matches = (text: string, pattern: string) => `regexp_full_match(${text}, ${quoteText(pattern)})`;
  const commaTerms = commas.flatMap(({ text }) => [
    `count(${text})`,
    `count_if(${matches(text, '-?[0-9.]+,(?:[0-9]{1,2}|[0-9]{4,})')})`,
  ]);
  const pointTerms = points.map(
    ({ text }) =>
      `count_if(contains(${text}, '.') AND NOT ${matches(text, '-?[1-9][0-9]{0,2}(?:\\.[0-9]{3})+')})`,
  );
  const counts = await countTerms(reader, source, [...commaTerms, ...pointTerms]);
  const comma = commas.find((_, index) => Number(counts[2 * index + 1]) * 2 > Number(counts[2 * index]));
  const point = points.find((_, index) => counts[commaTerms.length + index] === 0);
  if (comma === undefined || point === undefined) return;
  throw ambiguous(
    shown,
    `has a decimal comma in ${comma.name}, and points in ${point.name} that may be decimal or not`,
    'Say under `reader` which `decimal` it has, and write numbers without groups of digits.',
  );
}
