import { isRounded, quoteName, type TableReader } from '@gatehouse/plugin-kit/table';
import type { ColumnCounts } from './counted.ts';

// Differences of whole numbers up to here fit into every type that is asked for them.
const widest = 1e37;

/**
 * Standard deviations of columns whose numbers a float64 rounds, such as 64-bit identifiers: of their distances from the
 * smallest one, which are exact. Other columns stay as they are.
 */
export async function withExactStd(
  reader: TableReader,
  table: string,
  columns: readonly ColumnCounts[],
): Promise<ColumnCounts[]> {
  const result: ColumnCounts[] = [];
  for (const column of columns) {
    const { name, type, min, max } = column;
    const scale = 10 ** Number(/^DECIMAL\(\d+,(\d+)\)$/.exec(type)?.[1] ?? 0);
    const isExact = min === null || max === null || !isRounded(type, { min, max });
    if (isExact || (max - min) * scale > widest) {
      result.push(column);
      continue;
    }
    // The range of a BIGINT is wider than a BIGINT.
    const value = type === 'BIGINT' ? `CAST(${quoteName(name)} AS HUGEINT)` : quoteName(name);
    const [row = {}] = await reader.rows(
      `SELECT stddev_samp(CAST(${value} - (SELECT min(${value}) FROM ${table}) AS DOUBLE)) AS std FROM ${table}`,
    );
    result.push({ ...column, std: row.std as number | null });
  }
  return result;
}
