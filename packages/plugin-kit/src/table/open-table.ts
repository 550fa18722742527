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
 * Throws PluginError `unknown-format`, or `table-unreadable` for a file that is not what its name says.
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
  if (index === 0) return read(quotePath(file), types);
  await reader.rows(`CREATE TABLE ${quoteName(name)} AS SELECT * FROM ${read(quotePath(file), types)}`);
  return quoteName(name);
}
