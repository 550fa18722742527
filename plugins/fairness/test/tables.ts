import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { makeTables } from '@gatehouse/testing/tables';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

export const { folder, writeTable } = makeTables(import.meta.dirname);

/** Measures the result of a query with the columns y, p and g, unless `config` says otherwise. */
export async function measure(query: string, config: Partial<Config> = {}): Promise<Measured> {
  const data = config.data ?? 'rows.parquet';
  await writeTable(data, query);
  return measureFixture(plugin, { data, label: 'y', sensitive: ['g'], ...predicted(config) }, folder);
}

function predicted(config: Partial<Config>): Partial<Config> {
  return config.score === undefined ? { prediction: 'p', ...config } : config;
}

/** Rows of y, p and g: for each group, how many true and false positives and negatives it has. */
export function confusion(groups: Record<string, [tp: number, fp: number, fn: number, tn: number]>): string {
  const cells = Object.entries(groups).flatMap(([g, [tp, fp, fn, tn]]) => {
    const rows = (n: number, y: number, p: number) =>
      `SELECT ${y} AS y, ${p} AS p, '${g}' AS g FROM range(${n})`;
    return [rows(tp, 1, 1), rows(fp, 0, 1), rows(fn, 1, 0), rows(tn, 0, 0)];
  });
  return cells.join(' UNION ALL ');
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
