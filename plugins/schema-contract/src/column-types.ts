import { kindOf, type TableReader } from '@gatehouse/plugin-kit/table';
import type { LogicalType } from './contract.ts';

const whole = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL\(\d+,0\))$/;

const suits: Record<LogicalType, (type: string) => boolean> = {
  string: (type) => type === 'VARCHAR' || type === 'UUID' || type.startsWith('ENUM('),
  date: (type) => type === 'DATE',
  timestamp: (type) => type.startsWith('TIMESTAMP'),
  time: (type) => type.startsWith('TIME') && !type.startsWith('TIMESTAMP'),
  number: (type) => kindOf(type) === 'numeric',
  integer: (type) => whole.test(type),
  object: (type) => /^(STRUCT|MAP)\(.*\)$/.test(type),
  array: (type) => !type.startsWith('ENUM(') && /\[\d*\]$/.test(type),
  boolean: (type) => type === 'BOOLEAN',
};

/**
 * Whether a column of a DuckDB type holds values of a logical type. In a text file dates and times that are written as
 * strings are strings as well.
 */
export function suitsLogicalType(type: string, logicalType: LogicalType, typed: boolean): boolean {
  const text = !typed && logicalType === 'string' && (type === 'JSON' || kindOf(type) === 'temporal');
  return text || suits[logicalType](type);
}

/** Whether a text says a value of a logical type, as boolean SQL; undefined for types that text can not say. */
export function readableAs(logicalType: LogicalType, column: string): string | undefined {
  // A cast would round 1.5 to a whole number.
  if (logicalType === 'integer') return `regexp_full_match(trim(${column}), '[-+]?[0-9]+')`;
  const type = castable[logicalType];
  return type && `TRY_CAST(${column} AS ${type}) IS NOT NULL`;
}

const castable: Partial<Record<LogicalType, string>> = {
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  time: 'TIME',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/** A physical type as DuckDB knows it, with the length that a text may have. */
export interface PhysicalType {
  type: string;
  length: number | undefined;
}

const plainType = /^[a-z][a-z0-9_ ]*(\(\s*\d+\s*(,\s*\d+\s*)?\))?(\[\])?$/i;

/** What DuckDB takes a physical type for, or undefined for one of another system. */
export async function readPhysicalType(reader: TableReader, text: string): Promise<PhysicalType | undefined> {
  if (!plainType.test(text)) return undefined;
  try {
    const result = await reader.connection.runAndReadAll(`SELECT typeof(CAST(NULL AS ${text})) AS type`);
    const type = String(result.getRowObjectsJS()[0]?.type);
    const length = type === 'VARCHAR' ? /\((\d+)\)/.exec(text)?.[1] : undefined;
    return { type, length: length === undefined ? undefined : Number(length) };
  } catch {
    return undefined;
  }
}
