import { PluginError } from '@gatehouse/plugin-kit';
import { quoteName, quoteText, type TableReader } from '@gatehouse/plugin-kit/table';
import type { Config } from './config.ts';

/**
 * SQL that is true where a column of classes (label or prediction) has the positive value. Throws PluginError
 * `class-values` for empty values, more than two classes in both columns together, or none that is positive; where
 * `positive` is not set, for any value but 0 and 1 (or false and true).
 */
export async function readClasses(
  reader: TableReader,
  table: string,
  columns: readonly string[],
  { data, positive }: Pick<Config, 'data' | 'positive'>,
): Promise<string[]> {
  const where = `${data}: ${columns.map((name) => `\`${name}\``).join(' and ')}`;
  const refuse = (what: string, hint: string): never => {
    throw new PluginError('class-values', `${where}: ${what}`, hint);
  };
  const found: Found[] = [];
  for (const column of columns) {
    const values = await valuesOf(reader, table, column);
    if (values.length > mostSpellings) refuse(`\`${column}\` has many values`, 'There must be two.');
    found.push(...values);
  }
  const empty = found.filter(({ value }) => value === null).map(({ column }) => `\`${column}\``);
  if (empty.length > 0) refuse(`no class in some rows of ${empty.join(' and ')}`, 'Leave out those rows.');
  const wanted = classOf(String(positive ?? 1));
  const classes = [...new Set(found.map(({ name }) => name))];
  const [first, second, ...more] = classes;
  if (more.length > 0) refuse(`there are more than two values: ${classes.join(', ')}`, 'There must be two.');
  if (first !== undefined && !classes.includes(wanted) && !(wanted === '1' && first === '0' && !second))
    refuse(
      `of the values ${classes.join(', ')}, none is the positive one, ${wanted}`,
      'Set `positive` to one of them; yes and no of a CSV are 1 and 0.',
    );
  // Of 1 and 2, nobody has said that 2 is negative.
  if (positive === undefined && classes.some((name) => name !== '0' && name !== '1'))
    refuse(`they must be 0 or 1, and are ${classes.join(', ')}`, 'Set `positive` to the positive value.');
  return columns.map((column) => {
    const values = found.filter((one) => one.column === column && one.name === wanted);
    const texts = values.map(({ value }) => quoteText(String(value)));
    return texts.length === 0 ? 'false' : `CAST(${quoteName(column)} AS VARCHAR) IN (${texts.join(', ')})`;
  });
}

interface Found {
  column: string;
  /** As DuckDB writes it; null for null and NaN. */
  value: string | null;
  /** The class: 1, 1.0 and true are one. */
  name: string;
}

// Spellings of the two classes, such as 0, 0.0 and -0.0, with one more that tells that there are too many.
const mostSpellings = 5;

async function valuesOf(reader: TableReader, table: string, column: string): Promise<Found[]> {
  const rows = await reader.rows(
    `SELECT DISTINCT CAST(${quoteName(column)} AS VARCHAR) AS value FROM ${table}
     ORDER BY value NULLS FIRST LIMIT ${mostSpellings + 1}`,
  );
  return rows.map(({ value }) => {
    const text = value === null || value === 'nan' ? null : String(value);
    return { column, value: text, name: classOf(String(value)) };
  });
}

/** How a class is named: 1, 1.0 and true are one. */
export function classOf(text: string): string {
  if (text === 'true') return '1';
  if (text === 'false') return '0';
  return /^-?\d+(\.0+)?$/.test(text) ? String(Number(text) + 0) : text;
}
