import { PluginError } from '@gatehouse/plugin-kit';
import { type FloatType, roundTo } from '@gatehouse/plugin-kit/onnx';
import {
  type ColumnKind,
  canBeNaN,
  describeColumns,
  kindOf,
  quoteName,
  type TableColumns,
  type TableReader,
} from '@gatehouse/plugin-kit/table';
import { checkScores, probability } from './check-scores.ts';
import type { Config } from './config.ts';
import type { Options } from './options.ts';
import { readClasses } from './read-classes.ts';

/** The table as it is measured. `sql` has the columns y and p (booleans), score (double or null) and a0, a1, …. */
export interface Predictions {
  sql: string;
  rows: number;
  /** Scores that left [0, 1] by rounding, and are taken for its ends. */
  clipped: number;
  /** By sensitive column: rows without a value. Both are in the group of missing values. */
  missing: { column: string; nulls: number; nans: number }[];
}

// More than this are no groups but keys or numbers, and their evidence would be too large to read.
export const mostGroups = 500;

/** Checks all that is used of the table. Throws PluginError `missing-column`, `column-type`, `class-values`, … */
export async function openPredictions(
  reader: TableReader,
  table: string,
  config: Config,
  options: Options,
  scoreType?: FloatType,
): Promise<Predictions> {
  const { label, prediction, score, sensitive } = options;
  const types = await describeColumns(reader, table);
  const used = [label, prediction, score, ...sensitive].filter((name) => name !== undefined);
  refuse(
    config,
    'missing-column',
    'columns that are missing',
    used.filter((name) => !types.has(name)),
    types,
  );
  const misfits = (names: (string | undefined)[], kinds: ColumnKind[]) =>
    names.flatMap((name) => {
      const type = types.get(name ?? '');
      const kind = kindOf(type ?? '');
      return type === undefined || (kind && kinds.includes(kind)) ? [] : [`${name} (${type})`];
    });
  const wrong = [
    ...misfits([score], ['numeric']),
    ...misfits([label, prediction], ['numeric', 'categorical']),
    ...misfits(sensitive, ['numeric', 'categorical', 'temporal']),
  ];
  refuse(config, 'column-type', 'columns of a type that can not be used here', wrong);

  const named = [label, prediction].filter((name) => name !== undefined);
  const classes = await readClasses(reader, table, named, config);
  const [y, p] = label === undefined ? ['false', classes[0]] : classes;
  const type = scoreType ?? (types.get(score ?? '') === 'FLOAT' ? 'float32' : 'float64');
  const clipped =
    score === undefined ? 0 : await checkScores(reader, table, score, { data: config.data, type });
  const attributes = sensitive.map((name, index) => `${textOf(name, types)} AS a${index}`);
  const columns = [
    `${y} AS y`,
    // Single-precision scores are compared in single precision, as NumPy does: 0.7f is smaller than 0.7.
    `${p ?? `(${probability(score as string)} >= '${roundTo(type, options.threshold)}'::DOUBLE)`} AS p`,
    `${score === undefined ? 'NULL' : probability(score)} AS score`,
  ];
  return {
    sql: `SELECT ${[...columns, ...attributes].join(', ')} FROM ${table}`,
    clipped,
    ...(await countMissing(reader, table, types, config)),
  };
}

function isNaNSql(name: string, types: TableColumns): string {
  return canBeNaN(types.get(name) as string) ? `isnan(${quoteName(name)})` : 'false';
}

function textOf(name: string, types: TableColumns): string {
  return `CASE WHEN NOT ${isNaNSql(name, types)} THEN CAST(${quoteName(name)} AS VARCHAR) END`;
}

/** Also refuses, before any group is made, columns with far too many values. */
async function countMissing(
  reader: TableReader,
  table: string,
  types: TableColumns,
  config: Config,
): Promise<Pick<Predictions, 'rows' | 'missing'>> {
  const terms = config.sensitive.flatMap((name, index) => [
    `count_if(${quoteName(name)} IS NULL)::DOUBLE AS nulls_${index}`,
    `count_if(${isNaNSql(name, types)})::DOUBLE AS nans_${index}`,
    `approx_count_distinct(${quoteName(name)})::DOUBLE AS values_${index}`,
  ]);
  const [row = {}] = await reader.rows(`SELECT count(*)::DOUBLE AS n, ${terms.join(', ')} FROM ${table}`);
  const many = config.sensitive.filter((_, index) => Number(row[`values_${index}`]) > mostGroups);
  refuse(config, 'too-many-groups', `sensitive columns with more than ${mostGroups} values`, many);
  return {
    rows: Number(row.n),
    missing: config.sensitive.map((column, index) => ({
      column,
      nulls: Number(row[`nulls_${index}`]),
      nans: Number(row[`nans_${index}`]),
    })),
  };
}

function refuse({ data }: Config, code: string, what: string, names: string[], types?: TableColumns): void {
  if (names.length === 0) return;
  const hint = types
    ? `It has ${[...types.keys()].join(', ')}.`
    : 'Derive a column of classes or bands first.';
  throw new PluginError(code, `${data}: ${what}: ${names.join(', ')}`, hint);
}
