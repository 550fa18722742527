import { PluginError } from '@gatehouse/plugin-kit';
import {
  describeColumns,
  openTable,
  quoteName,
  quoteText,
  type ReaderOptions,
} from '@gatehouse/plugin-kit/table';
import { cellText, holdsBytes } from './cell-text.ts';
import { requireColumns, type Table } from './table.ts';

/** Words of an identified value that are compared; of longer ones, the first. */
export const mostWords = 8;

/** Dates and the like too: a date of birth identifies. */
export function anyText(name: string, types: Table['types']): string {
  return cellText(name, types) ?? `CAST(${quoteName(name)} AS VARCHAR)`;
}

// A date that was kept as a time stamp must be found where it is a date again; in a time stamp it is found anyway.
function identityText(name: string, types: Table['types']): string {
  const text = anyText(name, types);
  if (!types.get(name)?.startsWith('TIMESTAMP')) return text;
  return `regexp_replace(${text}, ' 00:00:00([+-][0-9:]+)?$', '')`;
}

/** SQL of a text as a list of words: lower case, without accents, letters and digits only. */
export function wordsOf(text: string): string {
  const plain = `regexp_replace(strip_accents(lower(${text})), '[^\\p{L}\\p{N}]+', ' ', 'g')`;
  return `string_split(trim(${plain}), ' ')`;
}

/**
 * Makes the table `identities`: each value once for each of its columns, with how many words and letters it has. Throws
 * PluginError `missing-column` or `column-type`.
 */
export async function readIdentities(
  { reader }: Table,
  file: string,
  shown: string,
  names: string[],
  options: ReaderOptions | undefined,
): Promise<void> {
  const from = await openTable(reader, {
    name: 'identified',
    file,
    shown,
    options,
    text: names,
    isCompared: () => false,
  });
  const types = await describeColumns(reader, from);
  requireColumns({ types }, names, shown);
  for (const name of names.filter((one) => holdsBytes(one, types)))
    await refuseBytes(reader, from, name, types, shown);
  const values = names.map(
    (name) =>
      `SELECT ${quoteText(name)} AS name, ${wordsOf(identityText(name, types))}[1:${mostWords}] AS list FROM ${from}`,
  );
  await reader.rows(
    `CREATE TABLE identities AS SELECT DISTINCT name, array_to_string(list, ' ') AS v, len(list) AS words,
       length(array_to_string(list, '')) AS letters FROM (${values.join(' UNION ALL ')}) WHERE list <> [''] AND list IS NOT NULL`,
  );
}

/** What is no text would not be looked for, and nobody would know. */
async function refuseBytes(
  reader: Table['reader'],
  from: string,
  name: string,
  types: Table['types'],
  shown: string,
): Promise<void> {
  const [row = {}] = await reader.rows(
    `SELECT (count(${quoteName(name)}) - count(${anyText(name, types)}))::DOUBLE AS n FROM ${from}`,
  );
  if (row.n === 0) return;
  throw new PluginError(
    'column-type',
    `${shown}: ${row.n} values of the column ${name} are bytes that are no text (${types.get(name)})`,
    'Write the column as text in UTF-8, or leave it out of `identified_columns`.',
  );
}
