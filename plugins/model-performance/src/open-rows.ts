import { PluginError } from '@gatehouse/plugin-kit';
import {
  type Batch,
  type Feature,
  openTableReader,
  quoteName,
  type Reading,
  readBatches,
  type TableReader,
  tableError,
} from '@gatehouse/plugin-kit/table';
import { checkValues, openSources, plannedTables, type Source } from './open-sources.ts';
import type { Options } from './options.ts';
import { type Paired, pairTables } from './pair-tables.ts';
import type { Role } from './predictions.ts';
import { type Classes, readClasses } from './read-classes.ts';

/** Tables that were checked as a whole: each row has its truth, and numbers that can be used. */
export interface Rows {
  readonly rows: number;
  /** None for a regression. */
  readonly classes: Pick<Classes, 'names' | 'counts'>;
  /** The columns that models take. */
  readonly features: readonly Feature[];
  /** Whose predictions stand in the batches, and whether in single precision. None where models make them. */
  readonly roles: readonly { role: Role; path: string; single: boolean }[];
  /** How the tables were read. */
  readonly readings: readonly Reading[];
  /** All rows in order, in batches of `size`. Their values are the features, or by role its predictions. */
  batches(size: number): AsyncGenerator<Batch>;
  close(): void;
}

/**
 * Opens the tables and checks them as a whole before any row is looked at. Throws PluginError `table-unreadable`,
 * `missing-column`, `column-type`, `label-values`, `feature-values`, `score-values`, `prediction-values`, `pairing`.
 */
export async function openRows(options: Options, file: (path: string) => string): Promise<Rows> {
  const files = Object.fromEntries(plannedTables(options).map(({ path }) => [file(path), path]));
  const reader = await openTableReader(files);
  try {
    const sources = await openSources(reader, options, file);
    const classes = options.task === 'regression' ? undefined : await readClassesOf(reader, sources, options);
    for (const source of sources) await checkValues(reader, source, options);
    const tables = sources.map((source, index) => columnsOf(source, index, classes));
    const paired = await pairTables(reader, tables, options.key);
    await checkSameTruth(reader, paired, sources);
    const used = tables.flatMap(({ columns }) => Object.keys(columns)).filter(isUsed);
    const [row = {}] = await reader.rows(`SELECT count(*)::DOUBLE AS n FROM (${paired})`);
    return {
      rows: Number(row.n),
      classes: classes ?? { names: [], counts: [] },
      features: sources[0]?.features ?? [],
      roles: sources.flatMap(({ role, path, scores, types }) => {
        const single = scores.every((name) => types.get(name) === 'FLOAT');
        return role === undefined ? [] : [{ role, path, single }];
      }),
      readings: reader.readings,
      batches: async function* (size) {
        try {
          const order = options.key === undefined ? '' : ' ORDER BY pairing_key';
          const result = await reader.connection.stream(`SELECT ${used.join(', ')} FROM (${paired})${order}`);
          yield* readBatches(result, used.length - 1, size);
        } catch (error) {
          throw error instanceof PluginError ? error : tableError(error, files);
        }
      },
      close: reader.close,
    };
  } catch (error) {
    reader.close();
    throw error;
  }
}

function readClassesOf(reader: TableReader, sources: readonly Source[], options: Options): Promise<Classes> {
  const columns = sources.flatMap(({ from, path, labels, predictions }) =>
    [...labels, ...predictions].map((column) => ({ from, path, column })),
  );
  return readClasses(reader, columns, options);
}

/** SQL by alias. The first table gives the truth; another that has the label is only compared with it. */
function columnsOf(source: Source, index: number, classes: Classes | undefined): Paired {
  const { from, path, labels, predictions, scores, features } = source;
  const number = (column: string) => `CAST(${quoteName(column)} AS DOUBLE)`;
  const said = (column: string) => classes?.indexOf(path, column) ?? number(column);
  const named = (prefix: string, columns: readonly string[], sql: (column: string) => string) =>
    columns.map((column, at) => [`${prefix}${index}_${at}`, sql(column)] as const);
  return {
    from,
    path,
    columns: Object.fromEntries([
      ...named('truth', labels, said),
      ...named('prediction', predictions, said),
      ...named('score', scores, number),
      ...features.map(({ sql }, at) => [`feature${index}_${at}`, sql] as const),
    ]),
  };
}

function isUsed(alias: string): boolean {
  return !alias.startsWith('truth') || alias === 'truth0_0';
}

/** Rows that were paired wrongly show where their labels differ. */
async function checkSameTruth(
  reader: TableReader,
  paired: string,
  sources: readonly Source[],
): Promise<void> {
  for (const [index, { path, labels }] of sources.entries()) {
    if (index === 0 || labels.length === 0) continue;
    const [row = {}] = await reader.rows(
      `SELECT count_if(truth0_0 IS DISTINCT FROM truth${index}_0)::DOUBLE AS n FROM (${paired})`,
    );
    if (Number(row.n) === 0) continue;
    throw new PluginError(
      'pairing',
      `${path} has another \`${labels[0]}\` than ${sources[0]?.path} in ${row.n} rows`,
      'Put its rows in the same order, or set `key`.',
    );
  }
}
