import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import {
  doubtfulColumns,
  openTableReader,
  type TableReader,
  tellReadings,
} from '@gatehouse/plugin-kit/table';
import { type AgreedColumn, agreeColumns } from './agree-columns.ts';
import { type ChosenColumns, chooseColumns } from './choose-columns.ts';
import type { Config } from './config.ts';
import { countNear } from './count-near.ts';
import { registerFoldText } from './fold-text.ts';
import { measureKeys } from './measure-keys.ts';
import { measureRows } from './measure-rows.ts';
import { type Measurement, measurement, share } from './measurement.ts';
import { describeMethods } from './methods.ts';
import { nearColumns } from './near-columns.ts';
import { type OpenedTable, openTables } from './open-tables.ts';

type Tables = readonly [OpenedTable, ...OpenedTable[]];

/** Reads all tables alike, then looks in training for the rows, the keys and the neighbours of the hold-out. */
export async function measureOverlap(context: PluginContext<Config>): Promise<Measured> {
  const { config, file, progress } = context;
  const paths = [config.holdout, ...config.training];
  const reader = await openTableReader(Object.fromEntries(paths.map((path) => [file(path), path])));
  try {
    const tables = (await openTables(reader, context)) as unknown as Tables;
    const [holdout, ...training] = tables;
    const trained = training.reduce((sum, { rows }) => sum + rows, 0);
    if (holdout.rows === 0)
      return { examined: 0, methods: {}, measurements: [], details: { note: 'the hold-out has no rows' } };
    if (trained === 0)
      throw new PluginError(
        'no-rows',
        `${config.training.join(', ')} has no rows: nothing could be found there`,
        'Name the tables that the model was trained on.',
      );
    const chosen = chooseColumns(tables, config);
    const names = [...chosen.row, ...(config.keys ?? []), ...(config.near?.columns ?? [])];
    const agreed = await agreeColumns(reader, tables, names);
    const of = (some: readonly string[]) =>
      [...new Set(some)].map((name) => agreed.get(name) as AgreedColumn);
    progress(0.2, 'rows');
    const rows = await measureRows(reader, tables, of(chosen.row), trained);
    progress(0.6, 'keys');
    const keys = config.keys ? await measureKeys(reader, tables, of(config.keys), trained) : noKeys;
    progress(0.8, 'near duplicates');
    const near = await measureNear(reader, tables, config, agreed);
    const measurements = [
      measurement('holdout_rows', holdout.rows, holdout.rows),
      measurement('training_rows', trained, trained),
      ...tellColumns(reader, tables, chosen),
      ...rows.measurements,
      ...keys,
      ...near,
    ];
    return {
      examined: holdout.rows,
      methods: describeMethods(config, chosen.row, agreed),
      measurements,
      headline: headlineOf(measurements),
      details: {
        rows: Object.fromEntries(tables.map((table) => [table.shown, table.rows])),
        columns: chosen.row,
        columns_excluded: chosen.excluded,
        columns_of_one_side: chosen.ownAlone,
        columns_disjoint: rows.disjoint,
        compared_as: Object.fromEntries([...agreed].map(([name, { as }]) => [name, as])),
        ...tellReadings(reader.readings, config.reader),
      },
    };
  } finally {
    reader.close();
  }
}

const noKeys: Measurement[] = [
  { metric: 'keys_missing', value: 0, n: 0, labels: {}, note: 'no keys are declared' },
];

async function measureNear(
  reader: TableReader,
  tables: Tables,
  { near }: Config,
  agreed: ReadonlyMap<string, AgreedColumn>,
): Promise<Measurement[]> {
  if (near === undefined) return [];
  registerFoldText(reader);
  const count = await countNear(reader, tables, nearColumns(near, agreed));
  const [{ rows }] = tables;
  return [measurement('near_rows', count, rows), share('near_share', count, rows)];
}

function tellColumns(
  reader: TableReader,
  tables: Tables,
  { row, excluded, ownAlone }: ChosenColumns,
): Measurement[] {
  const all = new Set(tables.flatMap(({ types }) => [...types.keys()])).size;
  const doubtful = new Set(reader.readings.flatMap(doubtfulColumns));
  return [
    measurement('columns_compared', row.length, tables[0].types.size),
    measurement('columns_excluded', excluded.length, all),
    measurement('columns_missing', ownAlone.training.length, all, { table: 'holdout' }),
    measurement('columns_missing', ownAlone.holdout.length, all, { table: 'training' }),
    measurement('columns_doubtful', doubtful.size, all),
  ];
}

function headlineOf(measurements: readonly Measurement[]): NonNullable<Measured['headline']> {
  const told = ['holdout_rows', 'training_rows', 'exact_rows', 'disjoint_rows', 'key_rows', 'near_rows'];
  const found = measurements.filter(({ metric }) => told.includes(metric));
  return Object.fromEntries(found.map(({ metric, value }) => [metric, value]));
}
