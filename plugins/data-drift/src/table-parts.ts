import {
  type ColumnKind,
  isPresent,
  numberOf,
  quoteName,
  type TableReader,
} from '@gatehouse/plugin-kit/table';
import type { ValueCounts } from './sides.ts';

/** The values of a column in parts of `size` rows, in the order of the file; a part without a value is not there. */
export async function countParts(
  reader: TableReader,
  table: string,
  { name, type, kind }: { name: string; type: string; kind: ColumnKind },
  size: number,
): Promise<ValueCounts[]> {
  const value =
    kind === 'categorical' ? `CAST(${quoteName(name)} AS VARCHAR)` : `${numberOf(name, type)}::DOUBLE`;
  const rows = await reader.rows(
    `SELECT part, value, count(*)::DOUBLE AS n FROM (
       SELECT ((row_number() OVER () - 1) // ${size})::DOUBLE AS part, ${value} AS value,
         ${isPresent(name, type)} AS present FROM ${table}
     ) WHERE present GROUP BY ALL ORDER BY ALL`,
  );
  const parts: [number | string, number][][] = [];
  for (const { part, value, n } of rows) {
    const own = parts[Number(part)] ?? [];
    own.push([typeof value === 'number' ? value : String(value), Number(n)]);
    parts[Number(part)] = own;
  }
  return parts.filter((part) => part !== undefined);
}
