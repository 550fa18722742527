import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import { type Reading, tellReadings } from '@gatehouse/plugin-kit/table';
import { chooseColumns } from './choose-columns.ts';
import type { ColumnDrift, ColumnPair, ColumnWork, Options } from './column-drift.ts';
import { compareCategories } from './compare/compare-categories.ts';
import { compareNumbers } from './compare/compare-numbers.ts';
import type { Config } from './config.ts';
import { measureProfile, profileOf } from './measure-profile.ts';
import { describeMethods } from './methods.ts';
import { missingChange, missingShare } from './missing-shares.ts';
import { openSide } from './open-side.ts';
import { readOptions } from './options.ts';
import { writeProfile } from './profile/profile-json.ts';
import { countDrifted, type Scoring, scoreColumn } from './score-columns.ts';
import type { Side } from './sides.ts';
import { worstOf } from './worst-column.ts';

/** Compares the columns one after the other: memory holds counts, or the values of a few columns. */
export async function measureDrift(context: PluginContext<Config>): Promise<Measured> {
  const { config } = context;
  const sides: Side[] = [];
  const readings: Reading[] = [];
  try {
    const reference = await open(context, readings, 'reference', config.reference, config.reference_shards);
    sides.push(reference);
    if (config.current === undefined) return await measureProfile(reference, context, readings);
    const current = await open(context, readings, 'current', config.current, config.current_shards);
    sides.push(current);
    return await compareSides(reference, current, context, readings);
  } finally {
    for (const side of sides) side.close();
  }
}

async function open(
  { config, file }: PluginContext<Config>,
  readings: Reading[],
  name: Side['name'],
  first: string,
  others: readonly string[] = [],
): Promise<Side> {
  const paths = [first, ...others];
  const opposite = name === 'current' ? [config.reference, ...(config.reference_shards ?? [])] : [];
  const seen = new Set(opposite.map(file));
  for (const path of paths) {
    if (seen.has(file(path)))
      throw new PluginError(
        'same-file',
        `${path} is there twice: ${name === 'current' ? 'nothing could drift' : 'its rows would count double'}`,
      );
    seen.add(file(path));
  }
  const parts = paths.map((path) => ({ file: file(path), shown: path }));
  const { reader: options, categorical: text = [], columns, exclude = [] } = config;
  const isCompared = (column: string) => columns?.includes(column) ?? !exclude.includes(column);
  const how = { options, text, leaveIndexBut: config, isCompared, readings };
  return openSide(name, parts as [(typeof parts)[number]], text, how);
}

async function compareSides(
  reference: Side,
  current: Side,
  { config, progress }: PluginContext<Config>,
  readings: readonly Reading[],
): Promise<Measured> {
  const options = readOptions(config, reference, current);
  const scoring = {
    convention: config.convention ?? 'gatehouse',
    thresholds: config.drift_thresholds ?? {},
  } as const;
  const chosen = chooseColumns(reference, current, config);
  const atOnce = columnsAtOnce([reference, current]);
  const columns: ColumnDrift[] = [];
  for (const [index, pair] of chosen.compared.entries()) {
    progress(index / chosen.compared.length, pair.name);
    if (index % atOnce === 0)
      await readAhead(chosen.compared.slice(index, index + atOnce), [reference, current]);
    columns.push(await measureColumn(pair, { reference, current }, options, scoring));
  }
  const worst = [worstOf('psi', columns, options.metrics), worstOf('ks', columns, options.metrics)];
  return {
    examined: reference.rows > 0 && current.rows > 0 ? current.rows : 0,
    methods: describeMethods(options, scoring),
    measurements: [
      ...worst.flatMap((one) => one?.measurement ?? []),
      ...countDrifted(columns),
      ...chosen.measurements,
      countIndex(readings),
      ...columns.flatMap((one) => one.measurements),
    ],
    headline: headlineOf(columns, worst),
    details: {
      rows: { reference: reference.rows, current: current.rows },
      exact: options.exact,
      ...chosen.details,
      columns: Object.fromEntries(columns.map(({ name, details }) => [name, details])),
      ...tellReadings(readings, config.reader),
      ...(config.save_profile ? { profile: writeProfile(await profileOf(reference, config)) } : {}),
    },
  };
}

// The index that pandas wrote beside the columns is not compared, where the configuration does not name it.
function countIndex(readings: readonly Reading[]): Measured['measurements'][number] {
  const all = readings.flatMap(({ columns }) => columns);
  const index = readings.flatMap(({ index_columns: left = [] }) => left);
  return { metric: 'columns_index', value: new Set(index).size, n: new Set(all).size, labels: {} };
}

// Columns that are read side by side: each query takes a while to start, and each value room, 8 bytes.
const mostColumns = 10;
const valuesAtOnce = 6_000_000;

function columnsAtOnce(sides: readonly Side[]): number {
  const rows = sides.reduce((sum, side) => sum + (side.hasValues ? side.rows : 0), 0);
  return Math.max(1, Math.min(mostColumns, Math.floor(valuesAtOnce / rows)));
}

async function readAhead(pairs: readonly ColumnPair[], sides: readonly Side[]): Promise<void> {
  const names = pairs.filter(({ kind }) => kind !== 'categorical').map(({ name }) => name);
  await Promise.all(sides.map((side) => side.prepare(names)));
}

async function measureColumn(
  pair: ColumnPair,
  sides: { reference: Side; current: Side },
  options: Options,
  scoring: Scoring,
): Promise<ColumnDrift> {
  const column = { ...sides, pair, options };
  const { work, measurements, details, compared } =
    pair.kind === 'categorical' ? await categoriesOf(column) : await numbersOf(column);
  const { reference, current } = work.missing;
  const drift = {
    name: pair.name,
    measurements: [
      ...measurements,
      missingShare('reference', pair.name, reference),
      missingShare('current', pair.name, current),
      missingChange(pair.name, work.missing),
    ],
    details: { kind: pair.kind, reference, current, ...details },
  };
  return scoreColumn(drift, compared, work, scoring);
}

async function categoriesOf(column: ColumnWork) {
  const { compared, ...drift } = await compareCategories(column);
  return { ...drift, compared: { categories: compared } };
}

async function numbersOf(column: ColumnWork) {
  const { compared, ...drift } = await compareNumbers(column);
  return { ...drift, compared: { numbers: compared } };
}

function headlineOf(
  columns: readonly ColumnDrift[],
  worst: readonly ReturnType<typeof worstOf>[],
): NonNullable<Measured['headline']> {
  const rounded = (value: number | null) => (value === null ? null : Number(value.toFixed(4)));
  return {
    columns: columns.length,
    ...Object.assign(
      {},
      ...worst.map(
        (one) =>
          one && {
            [one.measurement.metric]: rounded(one.measurement.value),
            [`${one.measurement.metric}_column`]: one.column,
          },
      ),
    ),
  };
}
