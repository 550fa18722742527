import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { makeTables } from '@gatehouse/testing/tables';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

export const { folder, writeTable } = makeTables(import.meta.dirname);

let written = 0;

/** Writes a table: a text that begins with SELECT as Parquet, another one as the CSV that it is. Gives its name. */
export async function write(content: string): Promise<string> {
  const isQuery = content.startsWith('SELECT');
  const name = `table-${++written}.${isQuery ? 'parquet' : 'csv'}`;
  if (!isQuery) {
    writeFileSync(join(folder, name), content);
    return name;
  }
  await writeTable(name, content);
  return name;
}

/** Measures tables that are written as `write` does. */
export async function overlap(
  training: string | readonly string[],
  holdout: string,
  config: Partial<Config> = {},
): Promise<Measured> {
  const names: string[] = [];
  for (const one of [training].flat()) names.push(await write(one));
  return measureFixture(plugin, { training: names, holdout: await write(holdout), ...config }, folder);
}

/** The value of a metric, or its values by table. */
export function read({ measurements }: Measured, metric: string, table?: string): number | null | undefined {
  return measurements.find((one) => one.metric === metric && one.labels.table === table)?.value;
}

/** Rows that are found exactly, by key and near: undefined where that was not asked for. */
export function found(measured: Measured) {
  return ['exact_rows', 'key_rows', 'near_rows'].map((metric) => read(measured, metric));
}
