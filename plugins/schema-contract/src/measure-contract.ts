import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import {
  checkPattern,
  describeColumns,
  openTable,
  openTableReader,
  type TableColumns,
  type TableReader,
  tellReadings,
} from '@gatehouse/plugin-kit/table';
import { type PhysicalType, readPhysicalType } from './column-types.ts';
import { type Change, compareContracts } from './compare-contracts.ts';
import type { ChangeKind } from './compare-options.ts';
import type { Config } from './config.ts';
import type { Contract, LogicalType } from './contract.ts';
import { type Measurement, measureRules } from './measure-rules.ts';
import { describeMethods } from './methods.ts';
import { planRules } from './plan-rules.ts';
import { readContract } from './read-contract.ts';
import { readYaml } from './read-yaml.ts';

/** Counts what the table breaks of its contract, and compares the contract with the previous one. */
export async function measureContract({ config, file, progress }: PluginContext<Config>): Promise<Measured> {
  const read = async (path: string) => readContract(await readYaml(file(path), path), config.object);
  if (config.previous !== undefined && file(config.previous) === file(config.contract))
    throw new PluginError('same-file', 'contract and previous are one file: nothing could have changed');
  const contract = await read(config.contract);
  const previous = config.previous === undefined ? undefined : await read(config.previous);
  const changes = previous && compareContracts(previous, contract);
  const reader = await openTableReader({ [file(config.data)]: config.data });
  try {
    const { table, columns } = await openContracted(reader, contract, config, file(config.data));
    const [total = {}] = await reader.rows(`SELECT count(*)::DOUBLE AS n FROM ${table}`);
    const rows = Number(total.n);
    await checkPatterns(reader, contract);
    const physicalTypes = await readPhysicalTypes(reader, contract);
    const typed = isParquet(config.data);
    const { rules, unchecked } = planRules(contract, { rows, columns, typed, physicalTypes });
    progress(0.3, 'checking');
    const measured = await measureRules(reader, table, rules, { rows, examples: config.examples ?? 3 });
    const declared = new Set(contract.columns.map(({ column }) => column));
    const undeclared = [...columns.keys()].filter((name) => !declared.has(name));
    const { summary } = measured;
    const count = (metric: string, value: number, n: number): Measurement => ({
      metric,
      value,
      n,
      labels: {},
    });
    return {
      examined: rows,
      methods: describeMethods({ contract: contract.version, previous: previous?.version ?? null }),
      measurements: [
        ...measured.measurements,
        count('rules_violated', summary.violated, summary.rules),
        count('rules_unmeasured', summary.unmeasured, summary.rules),
        count('rules_not_checked', unchecked.length, summary.rules + unchecked.length),
        count('columns_undeclared', undeclared.length, columns.size),
        ...(previous && changes ? changeMeasurements(changes, previous, contract) : []),
      ],
      headline: {
        rows,
        rules: summary.rules,
        rules_violated: summary.violated,
        rules_unmeasured: summary.unmeasured,
        ...(changes ? { breaking_changes: ofKind(changes, 'breaking').length } : {}),
      },
      details: {
        object: contract.object,
        types: Object.fromEntries(columns),
        violations: measured.violations,
        not_checked: unchecked,
        columns_undeclared: undeclared,
        ...tellReadings(reader.readings, config.reader),
        ...(changes ? { changes } : {}),
      },
    };
  } finally {
    reader.close();
  }
}

function isParquet(path: string): boolean {
  return /\.(parquet|pq)$/i.test(path);
}

// In a CSV, a postal code looks like a number: what the contract calls a string is read as one.
async function openContracted(
  reader: TableReader,
  contract: Contract,
  { data, reader: options }: Config,
  file: string,
): Promise<{ table: string; columns: TableColumns }> {
  const columnsOf = (type: LogicalType) =>
    contract.columns.filter(({ logicalType }) => logicalType === type).map(({ column }) => column);
  const declared = new Set(contract.columns.map(({ column }) => column));
  const read = {
    options,
    text: columnsOf('string'),
    booleans: columnsOf('boolean'),
    isCompared: (column: string) => declared.has(column),
  };
  const table = await openTable(reader, { name: 'data', file, shown: data, ...read });
  return { table, columns: await describeColumns(reader, table) };
}

async function checkPatterns(reader: TableReader, { columns }: Contract): Promise<void> {
  for (const { options, quality } of columns) {
    const patterns = [options.pattern, ...quality.map((rule) => rule.arguments.pattern)];
    for (const pattern of patterns) if (typeof pattern === 'string') await checkPattern(reader, pattern);
  }
}

async function readPhysicalTypes(
  reader: TableReader,
  { columns }: Contract,
): Promise<Map<string, PhysicalType | undefined>> {
  const texts = new Set(columns.flatMap(({ physicalType }) => physicalType ?? []));
  const types = new Map<string, PhysicalType | undefined>();
  for (const text of texts) types.set(text, await readPhysicalType(reader, text));
  return types;
}

function ofKind(changes: readonly Change[], kind: ChangeKind): Change[] {
  return changes.filter((one) => one.kind === kind);
}

function changeMeasurements(changes: readonly Change[], previous: Contract, now: Contract): Measurement[] {
  const names = new Set([...previous.columns, ...now.columns].map(({ name }) => name));
  return (['breaking', 'loosened', 'compatible'] as const).map((kind) => ({
    metric: 'contract_changes',
    value: ofKind(changes, kind).length,
    n: names.size,
    labels: { kind },
  }));
}
