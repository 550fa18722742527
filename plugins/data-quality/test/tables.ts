import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { quoteText } from '@gatehouse/plugin-kit/table';
import { makeTables } from '@gatehouse/testing/tables';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

export const { folder, writeTable } = makeTables(import.meta.dirname);

/** Measures the result of a query, written as Parquet unless `name` says otherwise. */
export async function quality(
  query: string,
  config: Partial<Config> = {},
  name = 'data.parquet',
): Promise<Measured> {
  await writeTable(name, query);
  return measureFixture(plugin, { data: name, ...config }, folder);
}

/** Rows of one column, x, of a type; values as text. */
export function column(type: string, ...values: (string | null)[]): string {
  const texts = values.map((value) => (value === null ? 'NULL' : quoteText(value)));
  return `SELECT unnest([${texts.join(', ')}]::VARCHAR[])::${type} AS x`;
}

/** A measurement of a column, or of a whole table by its label. */
export function read({ measurements }: Measured, metric: string, labels: Record<string, string> = {}) {
  const key = JSON.stringify(labels);
  return measurements.find((one) => one.metric === metric && JSON.stringify(one.labels) === key);
}

/** What the column x is measured to be, by metric. */
export function valuesOfX({ measurements }: Measured): Record<string, number | null> {
  const ofX = measurements.filter(({ labels }) => labels.column === 'x' && labels.check === undefined);
  return Object.fromEntries(
    ofX.map(({ metric, value, labels }) => [[metric, labels.quantile].join(' ').trim(), value]),
  );
}

/** Counts of a check: unexpected values, of how many. Null where it was not measured. */
export function check(measured: Measured, name: string, column: string) {
  const found = measured.measurements.find(
    ({ metric, labels }) =>
      metric === 'unexpected_count' && labels.check === name && labels.column === column,
  );
  return found && (found.value === null ? null : [found.value, found.n]);
}
