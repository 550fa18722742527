import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { makeTables } from '@gatehouse/testing/tables';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

export const { folder, writeTable } = makeTables(import.meta.dirname);

/** Compares the results of two queries, written as Parquet unless `names` says otherwise. */
export async function compare(
  reference: string,
  current: string,
  config: Partial<Config> = {},
  names: readonly [string, string] = ['reference.parquet', 'current.parquet'],
): Promise<Measured> {
  await writeTable(names[0], reference);
  await writeTable(names[1], current);
  return measureFixture(plugin, { reference: names[0], current: names[1], ...config }, folder);
}

/** The code of the error that a measurement ends with. */
export function codeOf(measured: Promise<Measured>): Promise<string> {
  return measured.then(
    () => 'measured',
    (thrown: { code: string }) => thrown.code,
  );
}

/** A measurement of a column, or of a whole table by its label. */
export function read({ measurements }: Measured, metric: string, labels: Record<string, string> = {}) {
  const key = JSON.stringify(labels);
  return measurements.find((one) => one.metric === metric && JSON.stringify(one.labels) === key);
}
