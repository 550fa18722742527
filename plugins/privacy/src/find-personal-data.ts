import { PluginError } from '@gatehouse/plugin-kit';
import { quoteName } from '@gatehouse/plugin-kit/table';
import { cellText } from './cell-text.ts';
import { kindNames } from './kinds/kinds.ts';
import { type Measurement, measurement, type Part } from './measurement.ts';
import { personalTitle } from './personal-titles.ts';
import type { Config, KindName } from './plugin.ts';
import { type Found, scanCells } from './scan-cells.ts';
import { requireColumns, type Table } from './table.ts';

interface Column {
  name: string;
  text: string;
  /** Values that are not null. */
  cells: number;
  found: Found[];
}

/** Looks for personal data in every column that can hold it, and in the titles of all. */
export async function findPersonalData(
  table: Table,
  config: Config,
  progress: (share: number, doing: string) => void,
): Promise<Part> {
  const names = config.kinds ?? kindNames;
  const { scanned, skipped, excluded } = chooseColumns(table, config);
  const cells = await countCells(
    table,
    scanned.map(({ name }) => name),
  );
  const columns: Column[] = [];
  for (const [index, { name, text }] of scanned.entries()) {
    progress(index / scanned.length, name);
    const found = await scanCells(table.reader, table.from, text, names, table.files);
    columns.push({ name, text, cells: cells[index] as number, found });
  }
  const titles = [...table.types.keys()].flatMap((name) => {
    const what = personalTitle(name);
    return what === undefined ? [] : [{ column: name, names: what }];
  });
  return {
    measurements: [
      ...names.flatMap((kind) => measureKind(kind, columns)),
      measurement(
        'personal_data_columns',
        columns.filter(({ found }) => found.length > 0).length,
        columns.length,
      ),
      measurement('personal_titles', titles.length, table.types.size),
      measurement('columns_scanned', columns.length, table.types.size),
      measurement('columns_not_scanned', skipped.length, table.types.size),
      measurement('columns_excluded', excluded.length, table.types.size),
    ],
    details: {
      personal_data: Object.fromEntries(
        columns.filter(({ found }) => found.length > 0).map(({ name, found }) => [name, found]),
      ),
      personal_titles: titles,
      columns_not_scanned: skipped,
      columns_excluded: excluded,
    },
  };
}

/**
 * The columns to look through as SQL, those left out, and of these the ones that could be looked through. Throws
 * PluginError `missing-column` or `column-type`.
 */
export function chooseColumns(
  { types }: Table,
  { columns, exclude = [], data }: Config,
  textOf: typeof cellText = cellText,
) {
  const all = [...types.keys()];
  requireColumns({ types }, [...(columns ?? []), ...exclude], data);
  const wanted = [...new Set(columns ?? all)].filter((name) => !exclude.includes(name));
  const texts = wanted.map((name) => ({ name, text: textOf(name, types) }));
  const scanned = texts.flatMap(({ name, text }) => (text === undefined ? [] : [{ name, text }]));
  const wrong = texts
    .filter(({ text }) => text === undefined)
    .map(({ name }) => `${name} (${types.get(name)})`);
  if (columns && wrong.length > 0)
    throw new PluginError('column-type', `${data}: columns that hold no text: ${wrong.join(', ')}`);
  const skipped = all
    .filter((name) => !scanned.some((one) => one.name === name))
    .map((name) => `${name} (${types.get(name)})`);
  const excluded = all.filter((name) => !wanted.includes(name) && textOf(name, types) !== undefined);
  return { scanned, skipped, excluded };
}

async function countCells({ reader, from }: Table, names: string[]): Promise<number[]> {
  if (names.length === 0) return [];
  const counts = names.map((name, index) => `count(${quoteName(name)})::DOUBLE AS n${index}`);
  const [row = {}] = await reader.rows(`SELECT ${counts.join(', ')} FROM ${from}`);
  return names.map((_, index) => Number(row[`n${index}`]));
}

/** How many cells hold a kind, in all columns and in each that has any, and the highest share of a column. */
function measureKind(kind: KindName, columns: readonly Column[]): Measurement[] {
  const counted = columns.map(({ name, cells, found }) => ({
    name,
    cells,
    hits: found.find((one) => one.kind === kind)?.cells ?? 0,
  }));
  const total = counted.reduce((sum, { cells }) => sum + cells, 0);
  const of = (metric: string, value: number, note?: string) =>
    total === 0
      ? measurement(metric, null, 0, { kind }, 'no cell to look at')
      : measurement(metric, value, total, { kind }, note);
  const worst = counted.reduce(
    (most, { name, cells, hits }) => (hits > most.share * cells ? { name, share: hits / cells } : most),
    { name: '', share: 0 },
  );
  return [
    of(
      'personal_data_cells',
      counted.reduce((sum, { hits }) => sum + hits, 0),
    ),
    of('personal_data_share_max', worst.share, worst.share > 0 ? `column ${worst.name}` : undefined),
    ...counted
      .filter(({ hits }) => hits > 0)
      .map(({ name, cells, hits }) =>
        measurement('personal_data_cells', hits, cells, { kind, column: name }),
      ),
  ];
}
