import { PluginError } from '@gatehouse/plugin-kit';
import type { TableColumns, TableReader } from '@gatehouse/plugin-kit/table';

/** A table that was opened, and what it takes to say so in errors. */
export interface Table {
  reader: TableReader;
  /** SQL that stands after FROM. */
  from: string;
  types: TableColumns;
  /** Absolute path -> path as in the configuration, of all files. */
  files: Record<string, string>;
  rows: number;
}

/** Throws PluginError `missing-column`. */
export function requireColumns(
  { types }: Pick<Table, 'types'>,
  names: readonly string[],
  shown: string,
): void {
  const missing = names.filter((name) => !types.has(name));
  if (missing.length === 0) return;
  throw new PluginError(
    'missing-column',
    `${shown} lacks the columns ${missing.join(', ')}`,
    `It has ${[...types.keys()].join(', ')}.`,
  );
}
