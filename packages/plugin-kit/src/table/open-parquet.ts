import { PluginError } from '../define-plugin.ts';
import { describeColumns, kindOf } from './columns.ts';
import { refuseRepeated, tellCaseApart } from './name-columns.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteName, quotePath } from './quote.ts';
import type { DeclaredType } from './reader-options.ts';
import type { Reading } from './reading.ts';
import { formatsOf, type SettledColumn, settleForms } from './settle-forms.ts';
import type { TableFile } from './table-file.ts';
import { presentText } from './text-form.ts';
import { formsOfType } from './text-forms.ts';
import type { TextColumn } from './try-forms.ts';

/**
 * A Parquet file, read in place, by column: SQL that stands after FROM. Throws PluginError `table-unreadable`,
 * `duplicate-column`, `column-type` for decimals that DuckDB reads wrongly, `not-as-declared`.
 */
export async function openParquet(
  reader: TableReader,
  table: TableFile,
): Promise<{ from: string; reading: Reading }> {
  const { file, shown } = table;
  // A path such as `day=1/x.parquet` must not become a column.
  const whole = `read_parquet(${quotePath(file)}, hive_partitioning = false)`;
  const names = await checkFields(reader, table);
  const left = table.leaveIndexBut === undefined ? [] : await findIndex(reader, table, names);
  const { casts, settled } = await declaredCasts(reader, whole, table, left);
  const exclude = left.length === 0 ? '' : ` EXCLUDE (${left.map(quoteName).join(', ')})`;
  const replace = casts.length === 0 ? '' : ` REPLACE (${casts.join(', ')})`;
  return {
    from: exclude + replace === '' ? whole : `(SELECT *${exclude}${replace} FROM ${whole})`,
    reading: {
      shown,
      columns: names,
      format: 'parquet',
      ...formatsOf(settled),
      ...(left.length === 0 ? {} : { index_columns: left }),
    },
  };
}

/** The names of the columns as the file has them; nested fields are looked at, and are no columns. */
async function checkFields(reader: TableReader, { file, shown }: TableFile): Promise<string[]> {
  const [, ...fields] = await reader.rows(
    `SELECT name, coalesce(num_children, 0)::DOUBLE AS children, coalesce(precision, 0)::DOUBLE AS digits
     FROM parquet_schema(${quotePath(file)})`,
  );
  const names: string[] = [];
  const wide: string[] = [];
  let inner = 0;
  for (const { name, children, digits } of fields) {
    if (inner === 0) names.push(String(name));
    else inner -= 1;
    inner += Number(children);
    if (Number(digits) > mostDigits) wide.push(`${names.at(-1)} (${digits} digits)`);
  }
  refuseRepeated(shown, names);
  tellCaseApart(names, shown);
  if (wide.length === 0) return names;
  throw new PluginError(
    'column-type',
    `${shown} has decimals of more than ${mostDigits} digits, which would be read wrongly: ${[...new Set(wide)].join(', ')}`,
    `Write them as decimals of at most ${mostDigits} digits, as float64, or as text.`,
  );
}

// DuckDB reads longer ones as float64, off by powers of two.
const mostDigits = 38;

/** What pandas wrote as the index of the frame, and nobody named: columns of the file that are none of the frame. */
async function findIndex(
  reader: TableReader,
  { file, shown, leaveIndexBut }: TableFile,
  names: readonly string[],
): Promise<string[]> {
  const rows = await reader.rows(
    `SELECT value FROM parquet_kv_metadata(${quotePath(file)}) WHERE key = 'pandas'::BLOB`,
  );
  const used = stringsIn(leaveIndexBut);
  const index = new Set(rows.flatMap(({ value }) => indexColumns(value)));
  const isIndex = (name: string) => index.has(name) || /^__index_level_\d+__$/.test(name);
  const left = names.filter((name) => isIndex(name) && !used.has(name));
  if (left.length < names.length) return left;
  throw new PluginError(
    'table-unreadable',
    `${shown} has no column but the index that pandas wrote`,
    'Write the columns too, or name the one that is meant in the configuration.',
  );
}

function indexColumns(value: unknown): string[] {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value);
  try {
    const { index_columns: columns } = JSON.parse(text);
    // A range has no column, and is described by an object.
    return Array.isArray(columns) ? columns.filter((one) => typeof one === 'string') : [];
  } catch {
    // What is no metadata of pandas says nothing of an index.
    return [];
  }
}

async function declaredCasts(
  reader: TableReader,
  whole: string,
  table: TableFile,
  left: readonly string[],
): Promise<{ casts: string[]; settled: SettledColumn[] }> {
  const { options = {}, shown } = table;
  const declared = options.types ?? {};
  const casts: string[] = [];
  const asked: TextColumn[] = [];
  if (Object.keys(declared).length === 0 && (options.missing ?? []).length === 0)
    return { casts, settled: [] };
  for (const [name, type] of await describeColumns(reader, whole)) {
    const want = declared[name];
    const column = quoteName(name);
    const text = presentText(column, options);
    if (left.includes(name)) continue;
    if (want === undefined || isOf(type, want)) {
      if (type === 'VARCHAR' && text !== column) casts.push(`${text} AS ${column}`);
    } else if (want === 'text' && kindOf(type) !== undefined)
      casts.push(`CAST(${column} AS VARCHAR) AS ${column}`);
    else if (type === 'VARCHAR')
      asked.push({ name, text, forms: formsOfType(want, options), isCompared: true });
    else
      throw new PluginError(
        'not-as-declared',
        `${shown}: ${name} is declared to be a ${want}, and is ${type}`,
        'Correct `types` under `reader`, or the file.',
      );
  }
  const settled = await settleForms(reader, whole, asked, async (row) => `row ${row}`, shown);
  casts.push(...settled.map(({ name, text, form }) => `${form.cast(text)} AS ${quoteName(name)}`));
  return { casts, settled };
}

function isOf(type: string, want: DeclaredType): boolean {
  if (want === 'text') return type === 'VARCHAR';
  if (want === 'number') return kindOf(type) === 'numeric';
  if (want === 'boolean') return type === 'BOOLEAN';
  if (want === 'date') return type === 'DATE' || type.startsWith('TIMESTAMP');
  return type.startsWith(want === 'time' ? 'TIME' : 'TIMESTAMP') && (want !== 'time' || type === 'TIME');
}

/** Every text of a JSON value, the keys of its objects included. */
function stringsIn(value: unknown): Set<string> {
  if (typeof value === 'string') return new Set([value]);
  if (typeof value !== 'object' || value === null) return new Set();
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  return new Set([...keys, ...Object.values(value).flatMap((one) => [...stringsIn(one)])]);
}
