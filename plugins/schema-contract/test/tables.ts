import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measureFixture } from '@gatehouse/plugin-kit';
import { makeTables } from '@gatehouse/testing/tables';
import { stringify } from 'yaml';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

export const { folder, writeTable } = makeTables(import.meta.dirname);

type Fields = Record<string, unknown>;

/** A contract of one object, as YAML. */
export function contractOf(properties: Fields[], object: Fields = {}, root: Fields = {}): string {
  return stringify(
    {
      apiVersion: 'v3.1.0',
      kind: 'DataContract',
      id: 'test',
      version: '1.0.0',
      status: 'active',
      schema: [{ name: 'rows', properties, ...object }],
      ...root,
    },
    { aliasDuplicateObjects: false },
  );
}

/** Measures a query, written as Parquet unless `data` says otherwise, against a contract. */
export async function keep(query: string, contract: string, config: Partial<Config> = {}): Promise<Measured> {
  const data = config.data ?? 'data.parquet';
  await writeTable(data, query);
  writeFileSync(join(folder, 'contract.yaml'), contract);
  return measureFixture(plugin, { contract: 'contract.yaml', data, ...config }, folder);
}

/** [violations, examined] of each rule of a column; null where it was not measured. */
export function rulesOf({ measurements }: Measured, column: string) {
  const found = measurements.filter(
    ({ metric, labels }) => metric === 'violation_count' && labels.column === column,
  );
  return Object.fromEntries(
    found.map(({ labels, value, n }) => [labels.rule, value === null ? null : [value, n]]),
  );
}

/** The number of a rule of the library, and how many of its operators do not hold. */
export function qualityOf({ measurements }: Measured, column: string, rule: string) {
  const found = measurements.filter(({ labels }) => labels.column === column && labels.rule === rule);
  const value = (metric: string) => found.filter((one) => one.metric === metric).map((one) => one.value);
  return [value('quality_value'), value('violation_count')];
}

export function read({ measurements }: Measured, metric: string, labels: Record<string, string> = {}) {
  const key = JSON.stringify(labels);
  return measurements.find((one) => one.metric === metric && JSON.stringify(one.labels) === key);
}
