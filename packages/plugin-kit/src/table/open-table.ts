import { PluginError } from '../define-plugin.ts';
import { openCsv } from './open-csv.ts';
import { openJson } from './open-json.ts';
import { openParquet } from './open-parquet.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteName, quoteText } from './quote.ts';
import type { TableFile } from './table-file.ts';

/**
 * Gives the SQL that stands after FROM for a file. Parquet is read in place, by column; text is read once, into memory.
 * What was assumed of it is kept in `reader.readings`. Throws PluginError `unknown-format`, `table-unreadable` for a file
 * that is not what its name says, `ambiguous-table`, `ambiguous-date`, `encoding`, `not-as-declared`, `column-type` or
 * `duplicate-column`.
 */
export async function openTable(reader: TableReader, table: TableFile): Promise<string> {
  const { shown } = table;
  await checkFormat(reader, table.options?.date_format);
  if (/\.(parquet|pq)$/i.test(shown)) {
    const { from, reading } = await openParquet(reader, table);
    reader.readings.push(reading);
    return from;
  }
  if (/\.(csv|tsv)(\.gz)?$/i.test(shown)) reader.readings.push(await openCsv(reader, table));
  else if (/\.(jsonl|ndjson|json)(\.gz)?$/i.test(shown)) reader.readings.push(await openJson(reader, table));
  else
    throw new PluginError(
      'unknown-format',
      `the format of ${shown} is unknown`,
      'Name it .parquet, .csv, .tsv, .jsonl or .ndjson, after what it is.',
    );
  return quoteName(table.name);
}

async function checkFormat(reader: TableReader, format: string | undefined): Promise<void> {
  if (format === undefined) return;
  try {
    await reader.connection.run(`SELECT try_strptime('', ${quoteText(format)})`);
  } catch {
    throw new PluginError(
      'bad-config',
      `\`date_format\` cannot be ${format}`,
      'Write it in the letters of strptime, such as %d/%m/%Y.',
    );
  }
}
