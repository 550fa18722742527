import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import {
  countRepeats,
  describeColumns,
  doubtfulColumns,
  mayHaveRepeats,
  openTable,
  openTableReader,
  type Reading,
  type TableColumns,
  type TableReader,
  tellReadings,
  unreadColumns,
} from '@gatehouse/plugin-kit/table';
import { codesOf } from './codes.ts';
import { countColumns, type TableCounts } from './column-counts.ts';
import { columnMeasurements } from './column-measurements.ts';
import { type ColumnValues, readColumnValues } from './column-values.ts';
import type { Config } from './config.ts';
import type { ColumnCounts } from './counted.ts';
import { measureFreshness } from './freshness.ts';
import { profileLarge } from './large-table.ts';
import { type MeasuredChecks, measureChecks } from './measure-checks.ts';
import { type Measurement, measurement } from './measurement.ts';
import { describeMethods } from './methods.ts';
import { missingNames } from './missing-names.ts';

/** Profiles the table column by column, then counts what the configuration does not expect. */
export async function measureQuality({ config, file, progress }: PluginContext<Config>): Promise<Measured> {
  const quantiles = quantilesOf(config);
  const paths = [...new Set([config.data, ...(config.checks?.referential ?? []).map(({ table }) => table)])];
  const reader = await openTableReader(Object.fromEntries(paths.map((path) => [file(path), path])));
  try {
    const tables = await openTables(reader, paths, file, config);
    const { table, columns, untyped } = tables.get(config.data) as FoundTable;
    progress(0.1, 'counting');
    const { counts, values, exact } = await profileColumns(
      { reader, table, columns: chooseColumns(config, columns) },
      config,
      quantiles,
      (share) => progress(0.1 + share * 0.6, 'columns'),
    );
    progress(0.7, 'duplicates');
    const { rows } = counts;
    const unread = unreadColumns(columns);
    const [reading] = reader.readings as [Reading];
    const duplicates = await countDuplicates(reader, { table, columns }, rows);
    const fresh: Measurement[] = [];
    for (const one of config.freshness ?? [])
      fresh.push(...(await measureFreshness(reader, table, columns, one)));
    progress(0.8, 'checks');
    const checked = { rows, columns, untyped, others: tables };
    const checks = await measureChecks(reader, table, config.checks ?? {}, checked, config.examples ?? 3);
    return {
      examined: rows,
      methods: describeMethods(exact),
      measurements: [
        measurement('row_count', {}, rows, rows),
        measurement('column_count', {}, columns.size, columns.size),
        measurement('columns_unread', {}, columns.size, Object.values(unread).flat().length),
        measurement('columns_doubtful', {}, columns.size, doubtfulColumns(reading).length),
        measurement('columns_index', {}, columns.size, reading.index_columns?.length ?? 0),
        rows === 0
          ? measurement('duplicate_rows', {}, 0, null, 'the table has no rows')
          : measurement('duplicate_rows', {}, rows, duplicates),
        ...counts.columns.flatMap((column, index) =>
          columnMeasurements(column, values[index] as (typeof values)[number], rows, quantiles),
        ),
        ...fresh,
        ...checks.measurements,
        ...summaryOf(checks),
      ],
      headline: headlineOf(rows, counts.columns, checks),
      details: {
        types: Object.fromEntries(columns),
        unexpected: checks.details,
        columns_unread: unread,
        ...tellReadings(reader.readings, config.reader),
      },
    };
  } finally {
    reader.close();
  }
}

interface OpenedTable {
  table: string;
  columns: TableColumns;
}

interface FoundTable extends OpenedTable {
  untyped: boolean;
}

// Up to so many cells every value is sorted and compared: a few seconds.
const mostExact = 20_000_000;

async function profileColumns(
  { reader, table, columns }: { reader: TableReader } & OpenedTable,
  { exact = false }: Config,
  quantiles: readonly number[],
  progress: (share: number) => void,
): Promise<{ counts: TableCounts; values: ColumnValues[]; exact: boolean }> {
  const [counted = {}] = await reader.rows(`SELECT count(*)::DOUBLE AS n FROM ${table}`);
  if (!exact && Number(counted.n) * columns.size > mostExact)
    return { ...(await profileLarge(reader, table, columns, quantiles, progress)), exact: false };
  const counts = await countColumns(reader, table, columns);
  const values = await readColumnValues(reader, table, counts, quantiles, progress);
  return { counts, values, exact: true };
}

// Most tables have none, which is told with little memory; where they are, they are counted.
async function countDuplicates(
  reader: TableReader,
  { table, columns }: OpenedTable,
  rows: number,
): Promise<number> {
  const names = [...columns.keys()];
  if (!(await mayHaveRepeats(reader, table, names, rows))) return 0;
  return (await countRepeats(reader, table, { columns: names, examined: 'true' }, 1)).extra;
}

async function openTables(
  reader: TableReader,
  paths: readonly string[],
  file: (path: string) => string,
  config: Config,
): Promise<Map<string, FoundTable>> {
  const opened = new Map<string, FoundTable>();
  for (const [index, path] of paths.entries()) {
    const isCompared = (column: string) => path === config.data && isMeasured(column, config);
    const read = { options: config.reader, text: codesOf(path, config), leaveIndexBut: config, isCompared };
    const table = await openTable(reader, { name: `table_${index}`, file: file(path), shown: path, ...read });
    const untyped = reader.readings.at(-1)?.format === 'csv';
    opened.set(path, { table, columns: await describeColumns(reader, table), untyped });
  }
  return opened;
}

// A column that is neither profiled, nor checked, nor fresh.
function isMeasured(column: string, { columns, checks, freshness }: Config): boolean {
  return (
    columns?.includes(column) !== false ||
    JSON.stringify([checks, freshness]).includes(JSON.stringify(column))
  );
}

function quantilesOf({ quantiles = [0.25, 0.5, 0.75] }: Config): number[] {
  const wrong = quantiles.find((one) => !(one >= 0 && one <= 1));
  if (wrong === undefined) return [...new Set(quantiles)];
  throw new PluginError('bad-config', `${wrong} is no quantile`, 'Quantiles lie between 0 and 1.');
}

function chooseColumns({ data, columns: wanted }: Config, columns: TableColumns): TableColumns {
  if (!wanted) return columns;
  const missing = missingNames(wanted, columns);
  if (missing.length > 0)
    throw new PluginError(
      'missing-column',
      `${data} lacks the columns ${missing.join(', ')}`,
      `It has ${[...columns.keys()].join(', ')}.`,
    );
  return new Map(wanted.map((name) => [name, columns.get(name) as string]));
}

function summaryOf({ summary }: MeasuredChecks): Measurement[] {
  if (summary.checks === 0) return [];
  return [
    measurement('checks_unexpected', {}, summary.checks, summary.unexpected),
    measurement('checks_unmeasured', {}, summary.checks, summary.unmeasured),
  ];
}

function headlineOf(
  rows: number,
  columns: readonly ColumnCounts[],
  { summary }: MeasuredChecks,
): NonNullable<Measured['headline']> {
  const missing = (column: ColumnCounts) => (column.nulls + column.nans) / rows;
  const worst =
    rows === 0 ? undefined : columns.reduce((high, one) => (missing(one) > missing(high) ? one : high));
  return {
    rows,
    missing_share_max: worst ? Number(missing(worst).toFixed(4)) : null,
    missing_share_max_column: worst && missing(worst) > 0 ? worst.name : null,
    checks: summary.checks,
    checks_unexpected: summary.unexpected,
    checks_unmeasured: summary.unmeasured,
  };
}
