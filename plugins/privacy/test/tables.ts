import { cpSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

/** A folder with the tables of fixtures/, gone after the run. */
export const folder = realpathSync(mkdtempSync(join(tmpdir(), 'privacy-')));
cpSync(join(import.meta.dirname, 'fixtures'), folder, { recursive: true });

/** Writes the rows of a query into a file of the folder, in the format of its name. */
export async function writeTable(name: string, query: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${join(folder, name)}'`);
  connection.closeSync();
  instance.closeSync();
}

/** Measures the result of a query, written as Parquet unless `config` says otherwise. */
export async function measure(query: string, config: Partial<Config> = {}): Promise<Measured> {
  const data = config.data ?? 'rows.parquet';
  await writeTable(data, query);
  return measureFixture(plugin, { data, ...config }, folder);
}

/** SQL of a table: its columns, and its rows. */
export function table(columns: string, ...rows: (string | number | null)[][]): string {
  const sql = (value: string | number | null) =>
    typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value ?? 'NULL');
  return `SELECT * FROM (VALUES ${rows.map((row) => `(${row.map(sql).join(', ')})`).join(', ')}) t(${columns})`;
}

/** The code of the error that a measurement ends with. */
export function codeOf(measured: Promise<Measured>): Promise<string> {
  return measured.then(
    () => 'measured',
    (thrown: { code: string }) => thrown.code,
  );
}

/** The measurement of a metric that has exactly these labels. */
export function read({ measurements }: Measured, metric: string, labels: Record<string, string> = {}) {
  const sorted = (one: Record<string, string>) => JSON.stringify(Object.entries(one).sort());
  return measurements.find((one) => one.metric === metric && sorted(one.labels) === sorted(labels));
}
