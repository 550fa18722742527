import type { PlannedCheck, TableColumns } from '@gatehouse/plugin-kit/table';

/** The table that is checked, and the tables that it refers to by path. */
export interface CheckedTable {
  rows: number;
  columns: TableColumns;
  /** Whether its file knows no types, as a CSV does not: its text may be what another file has as a number. */
  untyped: boolean;
  others: ReadonlyMap<string, { table: string; columns: TableColumns; untyped: boolean }>;
}

/** A check of the configuration; labels tell it from the others. */
export interface LabelledCheck {
  labels: Record<string, string>;
  planned: PlannedCheck;
}
