import { PluginError } from '@gatehouse/plugin-kit';
import { quoteName, quoteText, type TableReader } from '@gatehouse/plugin-kit/table';
import type { Options } from './options.ts';

/** A column of a table. `from` is SQL that stands after FROM; `path` is as in the configuration. */
export interface ClassColumn {
  from: string;
  path: string;
  column: string;
}

/** The classes of all columns together, and how a column becomes indices of them. */
export interface Classes {
  names: readonly string[];
  /** How many rows of the first column, the label, have each class. */
  counts: readonly number[];
  /** SQL: the index of the class in a column of a table, as a double. */
  indexOf(path: string, column: string): string;
}

interface Found {
  column: ClassColumn;
  /** As DuckDB writes it. */
  value: string | null;
  /** The class: 1, 1.0 and true are one. */
  name: string;
  rows: number;
}

/**
 * Finds the classes in `columns`, of which the first is the label. Throws PluginError `label-values` for empty values,
 * more classes than there can be, or none that is the positive one; where `positive` is not set, for any value but 0
 * and 1 (or false and true).
 */
export async function readClasses(
  reader: TableReader,
  columns: readonly ClassColumn[],
  options: Options,
): Promise<Classes> {
  const found: Found[] = [];
  for (const column of columns) found.push(...(await valuesOf(reader, column)));
  const names = options.task === 'binary' ? binaryClasses(found, options) : severalClasses(found, options);
  const counts = names.map((name) =>
    found.reduce((sum, one) => (one.column === columns[0] && one.name === name ? sum + one.rows : sum), 0),
  );
  return {
    names,
    counts,
    indexOf(path, column) {
      const here = found.filter((one) => one.column.path === path && one.column.column === column);
      const cases = names.flatMap((name, index) => {
        const texts = here.filter((one) => one.name === name).map(({ value }) => quoteText(String(value)));
        const test = `CAST(${quoteName(column)} AS VARCHAR) IN (${texts.join(', ')})`;
        return texts.length === 0 ? [] : [`WHEN ${test} THEN ${index}`];
      });
      // A table without rows has no classes at all.
      return cases.length === 0 ? 'NULL::DOUBLE' : `(CASE ${cases.join(' ')} END)::DOUBLE`;
    },
  };
}

// More are no classes but keys or numbers.
const mostValues = 200;

async function valuesOf(reader: TableReader, column: ClassColumn): Promise<Found[]> {
  const rows = await reader.rows(
    `SELECT CAST(${quoteName(column.column)} AS VARCHAR) AS value, count(*)::DOUBLE AS n FROM ${column.from}
     GROUP BY ALL ORDER BY value NULLS FIRST LIMIT ${mostValues + 1}`,
  );
  const empty = rows.find(({ value }) => value === null || value === 'nan');
  if (empty) refuse(column, `is empty in ${empty.n} rows`, 'Leave out rows without a known class.');
  if (rows.length > mostValues)
    refuse(column, `has more than ${mostValues} values`, 'Are they numbers? Then set `task: regression`.');
  return rows.map(({ value, n }) => ({
    column,
    value: String(value),
    name: className(String(value)),
    rows: Number(n),
  }));
}

/** A class as it is compared: 1, 1.0 and true are one; 01 is another. */
export function className(text: string): string {
  if (text === 'true') return '1';
  if (text === 'false') return '0';
  return /^-?(0|[1-9]\d*)(\.0+)?$/.test(text) ? String(Number(text) + 0) : text;
}

function binaryClasses(found: readonly Found[], { positive }: Options): string[] {
  const names = [...new Set(found.map(({ name }) => name))].sort();
  const wanted = className(String(positive ?? 1));
  const said = names.join(', ');
  const check = (right: boolean, what: string, hint: string) => {
    const [one] = found;
    if (!right && one) refuse(one.column, what, hint);
  };
  check(
    names.length <= 2,
    `has more than two values: ${said}`,
    'It must have two; or set `task: multiclass`.',
  );
  // In 1 and 2, or in a column of 5 that is no label at all, nobody has said which one is positive.
  check(
    positive !== undefined || names.every((name) => name === '0' || name === '1'),
    `must be 0 or 1, and has ${said}`,
    'Set `positive` to the value that counts as positive.',
  );
  // A table of one class is measured; but `no` alone, with 1 as the positive value, may as well be a mistake.
  const [only = ''] = names;
  const alone = names.length === 1 && (typeof positive === 'string' || Number.isFinite(Number(only)));
  check(
    names.includes(wanted) || alone,
    `has the values ${said}, and none is the positive one, ${wanted}`,
    'Set `positive` to one of them; yes and no of a CSV are 1 and 0.',
  );
  return [names.find((name) => name !== wanted) ?? 'other', wanted];
}

function severalClasses(found: readonly Found[], { classes }: Options): string[] {
  const names = [...new Set(found.map(({ name }) => name))];
  if (classes === undefined) return names.sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  const declared = classes.map((one) => className(String(one)));
  if (new Set(declared).size !== declared.length)
    throw new PluginError('config', 'a class is listed twice in `classes`', 'List each class once.');
  const unknown = found.find(({ name }) => !declared.includes(name));
  if (unknown)
    refuse(
      unknown.column,
      `has the value ${unknown.value}, which is none of \`classes\``,
      'List every class.',
    );
  return declared;
}

function refuse({ path, column }: ClassColumn, what: string, hint: string): never {
  throw new PluginError('label-values', `${path}: the column \`${column}\` ${what}`, hint);
}
