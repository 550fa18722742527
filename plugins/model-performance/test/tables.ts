import { cpSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { measureFixture } from '@gatehouse/plugin-kit';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

/** A folder with the small models and tables of fixtures/, gone after the run. */
export const folder = realpathSync(mkdtempSync(join(tmpdir(), 'model-performance-')));
cpSync(join(import.meta.dirname, 'fixtures'), folder, { recursive: true });

/** Writes the rows of a query into a file of the folder, in the format of its name. */
export async function writeTable(name: string, query: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${join(folder, name)}'`);
  connection.closeSync();
  instance.closeSync();
}

/** Measures with `sum.onnx`, a model of two features, unless the configuration says otherwise. */
export function measure(config: Partial<Config>) {
  const all = { model: 'sum.onnx', data: 'small.parquet', label: 'y', features: ['a', 'b'], ...config };
  return measureFixture(plugin, all, folder);
}

/** The code of the error that a measurement ends with. */
export async function codeOf(config: Partial<Config>): Promise<string> {
  const error = await measure(config).then(
    () => ({ code: 'measured' }),
    (thrown: { code: string }) => thrown,
  );
  return error.code;
}
