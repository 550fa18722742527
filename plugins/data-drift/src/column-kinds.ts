import { quoteName } from './open-table.ts';

export type ColumnKind = 'numeric' | 'temporal' | 'categorical';

/** Type (as DuckDB writes it) by column. */
export type TableColumns = ReadonlyMap<string, string>;

const temporal = /^(DATE|TIME|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE)$/;
const numeric = /^((U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE)$|DECIMAL\([\d,]+\)$)/;
const categorical = /^((VARCHAR|BOOLEAN|UUID)$|ENUM\()/;

/** How a column is compared, or undefined where it is not (lists, structures, blobs). */
export function kindOf(type: string): ColumnKind | undefined {
  // A list of numbers, DOUBLE[], is no number; an ENUM may have a member that ends so.
  if (!type.startsWith('ENUM(') && type.endsWith(']')) return undefined;
  if (numeric.test(type)) return 'numeric';
  if (temporal.test(type)) return 'temporal';
  return categorical.test(type) ? 'categorical' : undefined;
}

/** A column as a double in SQL; dates and times as seconds since 1970. Null stays null. */
export function numberOf(name: string, type: string): string {
  const column = quoteName(name);
  return temporal.test(type) ? `epoch(${column})` : `CAST(${column} AS DOUBLE)`;
}

/** Whether a column can hold NaN, which is counted as missing. */
export function canBeNaN(type: string): boolean {
  return type === 'FLOAT' || type === 'DOUBLE';
}
