import { PluginError } from '@gatehouse/plugin-kit';
import { quoteName } from '@gatehouse/plugin-kit/table';
import { holdsBytes } from './cell-text.ts';
import type { Config } from './config.ts';
import type { Table } from './table.ts';

interface Column {
  name: string;
  /** SQL of its texts. */
  text: string;
}

/**
 * Counts the values of columns. Those of bytes may be no text, or too large to read: each such column is named with
 * what was not looked at, and what is text in it is looked at all the same. Throws PluginError `column-type` where the
 * configuration names one that has no text.
 */
export async function countCells(
  table: Table,
  columns: readonly Column[],
  config: Config,
): Promise<{ counted: (Column & { cells: number })[]; unread: string[] }> {
  const counted: (Column & { cells: number })[] = [];
  const unread: string[] = [];
  const plain = columns.filter(({ name }) => !holdsBytes(name, table.types));
  const cells = await countPlain(table, plain);
  for (const column of columns) {
    if (plain.includes(column)) {
      counted.push({ ...column, cells: cells.shift() as number });
      continue;
    }
    const { values, texts } = await countTexts(table, column);
    if (texts > 0 || values === 0) counted.push({ ...column, cells: texts });
    else if (config.columns)
      throw new PluginError(
        'column-type',
        `${config.data}: ${column.name} holds bytes that are no text (${table.types.get(column.name)})`,
        'Leave it out of `columns`.',
      );
    if (texts < values)
      unread.push(
        `${column.name} (${table.types.get(column.name)}, ${values - texts} of ${values} values are no text)`,
      );
  }
  return { counted, unread };
}

async function countPlain({ reader, from }: Table, columns: readonly Column[]): Promise<number[]> {
  if (columns.length === 0) return [];
  const counts = columns.map(({ name }, index) => `count(${quoteName(name)})::DOUBLE AS n${index}`);
  const [row = {}] = await reader.rows(`SELECT ${counts.join(', ')} FROM ${from}`);
  return columns.map((_, index) => Number(row[`n${index}`]));
}

async function countTexts({ reader, from }: Table, { name, text }: Column) {
  const count = (what: string) =>
    reader.rows(`SELECT count(${what})::DOUBLE AS n FROM ${from}`).then(([row = {}]) => Number(row.n));
  const values = await count(quoteName(name));
  try {
    return { values, texts: await count(text) };
  } catch (error) {
    // Pictures of megabytes are no reason to refuse a table: they are told.
    if (error instanceof PluginError && error.code === 'table-too-large') return { values, texts: 0 };
    throw error;
  }
}
