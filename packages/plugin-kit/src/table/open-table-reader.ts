import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { PluginError } from '../define-plugin.ts';
import { quotePath, quoteText } from './quote.ts';
import type { Reading } from './reading.ts';

/** A connection that can read the declared files and nothing else. */
export interface TableReader {
  connection: DuckDBConnection;
  /** Absolute path -> path as in the configuration. */
  files: Readonly<Record<string, string>>;
  /** How each table that was opened was read, in that order. */
  readings: Reading[];
  /** The rows of a query, as plain JavaScript values (whole numbers of 64 bits as bigint). */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  close(): void;
}

/**
 * Opens DuckDB in memory, with the doors shut: no file but `files`, no extension, no network, and none of it can be
 * switched on again. Errors of a query become PluginError `table-unreadable`, without folders of this machine.
 *
 * @param files absolute path -> path as in the configuration
 */
export async function openTableReader(files: Record<string, string>): Promise<TableReader> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '1GB',
    temp_directory: '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  // The escaped form too: DuckDB checks what it is asked for, then what that matches.
  const allowed = Object.keys(files).flatMap((path) => [quoteText(path), quotePath(path)]);
  await connection.run(`SET allowed_paths = [${allowed.join(', ')}]`);
  // Read ahead while what was read is being counted.
  await connection.run("SET streaming_buffer_size = '4MB'");
  // Of a table with a thousand columns, reading what is where takes longer than reading one of them.
  await connection.run('SET parquet_metadata_cache = true');
  // A time without a zone is one of UTC, wherever this runs.
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  return {
    connection,
    files,
    readings: [],
    async rows(sql) {
      try {
        return (await connection.runAndReadAll(sql)).getRowObjectsJS();
      } catch (error) {
        throw tableError(error, files);
      }
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** What DuckDB says, as an error that names the file as the configuration does. */
export function tableError(error: unknown, files: Readonly<Record<string, string>>): PluginError {
  const said = error instanceof Error ? error.message : String(error);
  const all = Object.entries(files);
  const named = all.filter(([path]) => said.includes(path));
  const names = (named.length > 0 ? named : all).map(([, name]) => name).join(', ');
  const [message] = all.reduce((text, [path, name]) => text.replaceAll(path, name), said).split('\n');
  if (/^Out of Memory/i.test(said))
    return new PluginError('table-too-large', `${names} needs more memory than there is: ${message}`);
  return new PluginError(
    'table-unreadable',
    `${names} can not be read: ${message}`,
    'Check that the file is complete and in the format that its name says.',
  );
}
