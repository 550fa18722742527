import { cpSync, existsSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

// One for all: opening DuckDB takes longer than writing a small table.
const writer = await (await DuckDBInstance.create(':memory:')).connect();

export interface Tables {
  /** A folder with the files of fixtures/ beside the caller, gone after the run. */
  folder: string;
  /** Writes the rows of a query into a file of the folder, in the format of its name. */
  writeTable(name: string, query: string): Promise<void>;
}

/** @param here the folder of the tests */
export function makeTables(here: string): Tables {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tables-')));
  const fixtures = join(here, 'fixtures');
  if (existsSync(fixtures)) cpSync(fixtures, folder, { recursive: true });
  return {
    folder,
    async writeTable(name, query) {
      await writer.run(`COPY (${query}) TO '${join(folder, name)}'`);
    },
  };
}
