import { PluginError } from '../define-plugin.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteName, quotePath, quoteText } from './quote.ts';

type Options = Record<string, string>;

// A path such as `day=1/x.parquet` must not become a column. Types of text are known after all of it was looked at.
const readers: [RegExp, (path: string, types: Options) => string][] = [
  [/\.(parquet|pq)$/i, (path) => `read_parquet(${path}, hive_partitioning = false)`],
  [
    /\.(csv|tsv)(\.gz)?$/i,
    // Left to itself, DuckDB skips rows at the top until the others are alike, and those that begin with a #.
    (path, types) =>
      `read_csv(${path}, hive_partitioning = false, sample_size = -1, skip = 0, comment = ''${typesOption(types)})`,
  ],
  [
    /\.(jsonl|ndjson|json)(\.gz)?$/i,
    (path) => `read_json(${path}, hive_partitioning = false, sample_size = -1)`,
  ],
];

function typesOption(types: Options): string {
  const pairs = Object.entries(types).map(([column, type]) => `${quoteText(column)}: ${quoteText(type)}`);
  return pairs.length === 0 ? '' : `, types = {${pairs.join(', ')}}`;
}

/** A file to be read as a table. */
export interface TableFile {
  /** What DuckDB calls the table where it must be read into memory; another one for each file. */
  name: string;
  /** Absolute; one of the files that the reader was opened with. */
  file: string;
  /** As in the configuration: its ending says the format. */
  shown: string;
  /** DuckDB types of columns of a CSV, where the values alone tell another one: a postal code is no number. */
  types?: Readonly<Options>;
}

/**
 * Gives the SQL that stands after FROM for a file. Parquet is read in place, by column; text is read once, into memory.
 * Throws PluginError `unknown-format`, `table-unreadable` for a file that is not what its name says, or
 * `duplicate-column`.
 */
export async function openTable(
  reader: TableReader,
  { name, file, shown, types = {} }: TableFile,
): Promise<string> {
  const index = readers.findIndex(([pattern]) => pattern.test(shown));
  const read = readers[index]?.[1];
  if (!read)
    throw new PluginError(
      'unknown-format',
      `the format of ${shown} is unknown`,
      'Name it .parquet, .csv, .tsv, .jsonl or .ndjson, after what it is.',
    );
  if (index === 0) refuseRepeated(shown, await parquetNames(reader, file));
  if (index === 0) return read(quotePath(file), types);
  await reader.rows(`CREATE TABLE ${quoteName(name)} AS SELECT * FROM ${read(quotePath(file), types)}`);
  if (index === 1) refuseRepeated(shown, await csvNames(reader, file, quoteName(name)));
  return quoteName(name);
}

/** Of two columns of one name DuckDB would take the first, and nobody would have said that it is meant. */
function refuseRepeated(shown: string, names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated === undefined) return;
  throw new PluginError(
    'duplicate-column',
    `${shown} has several columns named \`${repeated}\`: which of them is meant can not be told`,
    'Give each column a name of its own.',
  );
}

/** The names of the columns as the file has them; nested fields follow their column. */
async function parquetNames(reader: TableReader, file: string): Promise<string[]> {
  const [, ...fields] = await reader.rows(
    `SELECT name, coalesce(num_children, 0)::DOUBLE AS children FROM parquet_schema(${quotePath(file)})`,
  );
  const names: string[] = [];
  let inner = 0;
  for (const { name, children } of fields) {
    if (inner === 0) names.push(String(name));
    else inner -= 1;
    inner += Number(children);
  }
  return names;
}

/** The first line as the file has it, or nothing where it is no header. */
async function csvNames(reader: TableReader, file: string, table: string): Promise<string[]> {
  const line = `read_csv(${quotePath(file)}, header = false, all_varchar = true, skip = 0, comment = '')`;
  const cells = await reader.rows(
    `SELECT unnest([*COLUMNS(*)]) AS name FROM (SELECT * FROM ${line} LIMIT 1)`,
  );
  const names = cells.map(({ name }) => String(name));
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated === undefined) return names;
  const columns = await reader.rows(`SELECT column_name AS name FROM (DESCRIBE ${table})`);
  return columns.some(({ name }) => name === `${repeated}_1`) ? names : [];
}
