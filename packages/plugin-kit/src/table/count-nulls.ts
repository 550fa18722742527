import type { NumberColumn } from './number-column.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteName } from './quote.ts';

/** How many nulls columns have, by name. Throws PluginError `table-unreadable`. */
export async function countNulls(
  reader: TableReader,
  table: string,
  columns: readonly NumberColumn[],
): Promise<Map<string, number>> {
  if (columns.length === 0) return new Map();
  const terms = columns.map(
    ({ name }, index) => `(count(*) - count(${quoteName(name)}))::DOUBLE AS n_${index}`,
  );
  const [row = {}] = await reader.rows(`SELECT ${terms.join(', ')} FROM ${table}`);
  return new Map(columns.map(({ name }, index) => [name, Number(row[`n_${index}`])]));
}
