import { PluginError } from '@gatehouse/plugin-kit';
import { cellText, isTextless } from './cell-text.ts';
import type { Config, KindName } from './config.ts';
import { countCells } from './count-cells.ts';
import { kindNames } from './kinds/kinds.ts';
import { type Measurement, measurement, type Part } from './measurement.ts';
import { personalTitle } from './personal-titles.ts';
import { type Found, scanCells } from './scan-cells.ts';
import { requireColumns, type Table } from './table.ts';

interface Column {
  name: string;
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
  const { scanned: chosen, unknown, textless, excluded } = chooseColumns(table, config);
  const { counted, unread } = await countCells(table, chosen, config);
  const columns: Column[] = [];
  for (const [index, { name, text, cells }] of counted.entries()) {
    progress(index / counted.length, name);
    const found = await scanCells(table.reader, table.from, { name, text }, names);
    columns.push({ name, cells, found });
  }
  const skipped = [...unknown, ...unread];
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
      columns_without_text: textless,
    },
  };
}

/**
 * The columns to look through as SQL; those of a type that may hold text and is not known, or that can hold none; and
 * those that the configuration leaves out of what could be looked through. Throws PluginError `missing-column` or
 * `column-type`.
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
  const others = texts.filter(({ text }) => text === undefined).map(({ name }) => name);
  const typed = (name: string) => `${name} (${types.get(name)})`;
  if (columns && others.length > 0)
    throw new PluginError(
      'column-type',
      `${data}: columns that hold no text: ${others.map(typed).join(', ')}`,
      'Leave them out of `columns`.',
    );
  const holdsNone = (name: string) => isTextless(types.get(name) as string);
  return {
    scanned,
    unknown: others.filter((name) => !holdsNone(name)).map(typed),
    textless: others.filter(holdsNone).map(typed),
    excluded: all.filter((name) => !wanted.includes(name) && !holdsNone(name)),
  };
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
