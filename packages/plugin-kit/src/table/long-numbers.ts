import { PluginError } from '../define-plugin.ts';
import type { TableColumns } from './columns.ts';
import type { NumberColumn } from './number-column.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteName } from './quote.ts';
import type { Range } from './read-ranges.ts';

/** From here on a float64 holds not every whole number. */
const firstRounded = 2 ** 53;

/** Whether a column may hold numbers that a float64 rounds, by its type: it holds more digits. */
export function mayBeRounded(type: string): boolean {
  return /^(U?(BIG|HUGE)INT)$/.test(type) || Number(/^DECIMAL\((\d+),/.exec(type)?.[1] ?? 0) > 15;
}

/** Whether numbers within a range are rounded, as float64, that their type holds exactly. */
export function isRounded(type: string, { min, max }: Range): boolean {
  const digits = Number(/^DECIMAL\(\d+,(\d+)\)$/.exec(type)?.[1] ?? 0);
  return mayBeRounded(type) && Math.max(Math.abs(min), Math.abs(max)) * 10 ** digits >= firstRounded;
}

/** The columns of float64 that hold so large numbers that whole ones were rounded. */
export async function findRounded(
  reader: TableReader,
  table: string,
  types: TableColumns,
): Promise<string[]> {
  const doubles = [...types].filter(([, type]) => type === 'DOUBLE').map(([column]) => column);
  if (doubles.length === 0) return [];
  const isLong = (column: string) => `abs(${column}) >= ${firstRounded} AND isfinite(${column})`;
  const terms = doubles.map((one, index) => `count_if(${isLong(quoteName(one))})::DOUBLE AS n${index}`);
  const [row = {}] = await reader.rows(`SELECT ${terms.join(', ')} FROM ${table}`);
  return doubles.filter((_, index) => Number(row[`n${index}`]) > 0);
}

// With so many different float64 every bin and every quantile is still what it was.
const enough = 1000;
// The share of the different values that must be told apart otherwise.
const leastShare = 0.99;

/**
 * Throws PluginError `column-type` for columns whose values a float64 does not tell apart: a distribution of such would
 * be one of a few values.
 *
 * @param ranges of the columns, in their order
 */
export async function refuseMerged(
  reader: TableReader,
  table: string,
  columns: readonly NumberColumn[],
  ranges: readonly (Range | null)[],
): Promise<void> {
  for (const [index, { name, type }] of columns.entries()) {
    const range = ranges[index];
    if (range === null || range === undefined || !isRounded(type, range)) continue;
    const column = quoteName(name);
    const [about = {}] = await reader.rows(
      `SELECT approx_count_distinct(${column})::DOUBLE AS values,
       approx_count_distinct(CAST(${column} AS DOUBLE))::DOUBLE AS doubles FROM ${table}`,
    );
    if (Number(about.doubles) > 2 * enough) continue;
    const [exact = {}] = await reader.rows(
      `SELECT count(DISTINCT CAST(${column} AS DOUBLE))::DOUBLE AS doubles,
       ${Number(about.values) > 20 * enough ? Number(about.values) : `count(DISTINCT ${column})`}::DOUBLE AS values
       FROM ${table}`,
    );
    const [values, doubles] = [Number(exact.values), Number(exact.doubles)];
    if (doubles >= enough || doubles >= leastShare * values) continue;
    throw new PluginError(
      'column-type',
      `${Object.values(reader.files).join(', ')}: ${name} is ${type}, and of its ${values} different values a float64 tells ${doubles} apart`,
      `Leave it out of what is compared; or, if it is an identifier or a code, say so: \`reader: { types: { ${name}: text } }\`.`,
    );
  }
}
