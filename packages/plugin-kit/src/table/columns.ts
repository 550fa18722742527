import type { TableReader } from './open-table-reader.ts';
import { quoteName } from './quote.ts';

export type ColumnKind = 'numeric' | 'temporal' | 'categorical';

/** Type (as DuckDB writes it) by column, in the order of the table. */
export type TableColumns = ReadonlyMap<string, string>;

/** The columns of a table, which is given as SQL that stands after FROM. Throws PluginError `table-unreadable`. */
export async function describeColumns(reader: TableReader, table: string): Promise<TableColumns> {
  const rows = await reader.rows(`DESCRIBE SELECT * FROM ${table}`);
  return new Map(rows.map((row) => [String(row.column_name), String(row.column_type)]));
}

const temporal = /^(DATE|TIME|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE)$/;
const numeric = /^((U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE)$|DECIMAL\([\d,]+\)$)/;
const categorical = /^((VARCHAR|BOOLEAN|UUID)$|ENUM\()/;

/** What the values of a type are, or undefined where they are none of it (lists, structures, blobs). */
export function kindOf(type: string): ColumnKind | undefined {
  // A list of numbers, DOUBLE[], is no number; an ENUM may have a member that ends so.
  if (!type.startsWith('ENUM(') && type.endsWith(']')) return undefined;
  if (numeric.test(type)) return 'numeric';
  if (temporal.test(type)) return 'temporal';
  return categorical.test(type) ? 'categorical' : undefined;
}

/** A column as a double in SQL; dates and times as seconds since 1970. Null stays null. */
export function numberOf(name: string, type: string): string {
  return asNumber(quoteName(name), type);
}

/** Any expression of a type as a double, in the same way: it keeps the order of the values. */
export function asNumber(expression: string, type: string): string {
  return temporal.test(type) ? `epoch(${expression})` : `CAST(${expression} AS DOUBLE)`;
}

/** Whether a column can hold NaN and infinities. */
export function canBeNaN(type: string): boolean {
  return type === 'FLOAT' || type === 'DOUBLE';
}

/** Whether a column can hold infinities: numbers, and dates and times. */
export function canBeInfinite(type: string): boolean {
  return canBeNaN(type) || /^(DATE|TIMESTAMP|TIMESTAMP WITH TIME ZONE)$/.test(type);
}

/** Whether a value is there, in SQL, never null: neither null nor NaN. */
export function isPresent(name: string, type: string): string {
  const column = quoteName(name);
  return canBeNaN(type) ? `(${column} IS NOT NULL AND NOT isnan(${column}))` : `(${column} IS NOT NULL)`;
}

/** Columns whose values are not looked at, by why. */
export interface UnreadColumns {
  binary: string[];
  nested: string[];
  /** Of a type that is neither number, text, date nor time. */
  other: string[];
}

/** The columns of which no more can be told than whether there is a value. */
export function unreadColumns(columns: TableColumns): UnreadColumns {
  const unread: UnreadColumns = { binary: [], nested: [], other: [] };
  for (const [name, type] of columns) {
    if (kindOf(type) !== undefined) continue;
    const nested = type.endsWith(']') || /^(STRUCT|MAP|UNION)\(/.test(type);
    unread[type === 'BLOB' ? 'binary' : nested ? 'nested' : 'other'].push(name);
  }
  return unread;
}
