import { type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import { describeColumns, openTable, type TableColumns, type TableReader } from '@gatehouse/plugin-kit/table';
import type { Config } from './config.ts';

/** A table that was opened. */
export interface OpenedTable {
  /** As in the configuration. */
  shown: string;
  /** SQL that stands after FROM. */
  from: string;
  types: TableColumns;
  /** Of Parquet: the types as the file has them, whatever is declared of them. */
  stored: TableColumns | undefined;
  rows: number;
}

/** The hold-out, then the tables of training. Throws PluginError `same-file`, or what `openTable` throws. */
export async function openTables(
  reader: TableReader,
  { config, file }: PluginContext<Config>,
): Promise<OpenedTable[]> {
  const { holdout, training, reader: options } = config;
  const paths = [holdout, ...training];
  const opened: OpenedTable[] = [];
  const seen = new Set<string>();
  for (const [index, shown] of paths.entries()) {
    if (seen.has(file(shown)))
      throw new PluginError(
        'same-file',
        `${shown} is there twice`,
        'Name the hold-out and each table of training once: nothing is held out of its own table.',
      );
    seen.add(file(shown));
    const table = { name: `table_${index}`, file: file(shown), shown, leaveIndexBut: config };
    const from = await openTable(reader, { ...table, options });
    const types = await describeColumns(reader, from);
    const stored = /\.(parquet|pq)$/i.test(shown) ? await storedTypes(reader, table) : undefined;
    const [row = {}] = await reader.rows(`SELECT count(*)::DOUBLE AS n FROM ${from}`);
    opened.push({ shown, from, types, stored, rows: Number(row.n) });
  }
  return opened;
}

async function storedTypes(
  reader: TableReader,
  table: Parameters<typeof openTable>[1],
): Promise<TableColumns> {
  const from = await openTable({ ...reader, readings: [] }, table);
  return describeColumns(reader, from);
}
