import { DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import { readRows } from './csv-rows.ts';
import type { Dialect } from './find-dialect.ts';
import type { TableReader } from './open-table-reader.ts';
import { quotePath, quoteText } from './quote.ts';
import type { TableFile } from './table-file.ts';

/** The table of a file that DuckDB cannot decode. */
export const decoded = 'decoded_text';

/** SQL of the file as columns of text, c0, c1, …: DuckDB reads UTF-8 where it lies, all else is decoded into memory. */
export async function openSource(reader: TableReader, table: TableFile, dialect: Dialect): Promise<string> {
  if (dialect.encoding === 'utf-8') return sourceOf(table, dialect);
  const missing = new Set(['', ...(table.options?.missing ?? [])]);
  const names = dialect.names.map((_, index) => `c${index}`);
  await reader.rows(
    `CREATE OR REPLACE TABLE ${decoded} (${names.map((one) => `${one} VARCHAR`).join(', ')})`,
  );
  const appender = await reader.connection.createAppender(decoded);
  const types = names.map(() => VARCHAR);
  let rows: (string | null)[][] = [];
  const flush = () => {
    if (rows.length === 0) return;
    const chunk = DuckDBDataChunk.create(types);
    chunk.setRows(rows);
    appender.appendDataChunk(chunk);
    rows = [];
  };
  for await (const { fields } of readRows(table, dialect)) {
    rows.push(
      names.map((_, index) => (missing.has(fields[index] as string) ? null : (fields[index] as string))),
    );
    if (rows.length === rowsOfAChunk) flush();
  }
  flush();
  appender.closeSync();
  return decoded;
}

// As many as a vector of DuckDB holds.
const rowsOfAChunk = 2048;

function sourceOf({ file, options }: TableFile, dialect: Dialect): string {
  const { names, delimiter, quote, header, blank } = dialect;
  const columns = names.map((_, index) => `c${index}: 'VARCHAR'`);
  const missing = ['', ...(options?.missing ?? [])].map(quoteText);
  return `read_csv(${quotePath(file)}, auto_detect = false, hive_partitioning = false, strict_mode = true,
    null_padding = false, comment = '', columns = {${columns.join(', ')}}, delim = ${quoteText(delimiter)},
    quote = ${quoteText(quote)}, escape = ${quoteText(dialect.escape)}, header = ${header}, skip = ${blank},
    nullstr = [${missing.join(', ')}])`;
}
