import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { makeTables } from '@gatehouse/testing/tables';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

export const { folder, writeTable } = makeTables(import.meta.dirname);

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
