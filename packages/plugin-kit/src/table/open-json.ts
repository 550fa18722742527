import { describeColumns, kindOf } from './columns.ts';
import { countTerms } from './count-terms.ts';
import { momentsOf } from './date-forms.ts';
import { findRounded } from './long-numbers.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteName, quotePath, quoteText } from './quote.ts';
import type { Reading } from './reading.ts';
import { formatsOf, type SettledColumn, settleForms } from './settle-forms.ts';
import type { TableFile } from './table-file.ts';
import { asText, presentText, type TextForm } from './text-form.ts';
import { formsOf, formsOfType } from './text-forms.ts';
import type { TextColumn } from './try-forms.ts';

/**
 * Reads JSON lines, or one JSON array of objects, into memory. Strings that all are dates or times become such; a
 * string of digits stays text. Throws PluginError `table-unreadable`, `ambiguous-date`, `not-as-declared`.
 */
export async function openJson(reader: TableReader, table: TableFile): Promise<Reading> {
  const { name, file, shown } = table;
  const own = quoteName(name);
  const read = (columns: ReadonlyMap<string, string> = new Map()) => {
    const typed = [...columns].map(([column, type]) => `${quoteName(column)}: ${quoteText(type)}`);
    const given = typed.length === 0 ? '' : `, columns = {${typed.join(', ')}}`;
    return `read_json(${quotePath(file)}, hive_partitioning = false, sample_size = -1${given})`;
  };
  await reader.rows(`CREATE TABLE ${own} AS SELECT * FROM ${read()}`);
  const types = new Map(await describeColumns(reader, own));
  const forms = await formsToSettle(reader, own, types, table);
  let settled: SettledColumn[] = [];
  if (forms.size > 0) {
    await reader.rows(`DROP TABLE ${own}`);
    const asTexts = new Map(
      [...types].map(([column, type]) => [column, forms.has(column) ? 'VARCHAR' : type]),
    );
    const columns: TextColumn[] = [...forms].map(([column, one]) => ({
      name: column,
      text: presentText(quoteName(column), table.options ?? {}),
      forms: one,
      isCompared: table.isCompared?.(column) ?? true,
    }));
    settled = await settleForms(reader, read(asTexts), columns, async (row) => `row ${row}`, shown);
    const cast = settled.map((one) => `${one.form.cast(one.text)} AS ${quoteName(one.name)}`);
    await reader.rows(`CREATE TABLE ${own} AS SELECT * REPLACE (${cast.join(', ')}) FROM ${read(asTexts)}`);
    for (const { name: column, form } of settled) types.set(column, form.type);
  }
  const rounded = await findRounded(reader, own, types);
  const [rows = 0] = await countTerms(reader, own, ['count(*)']);
  return {
    shown,
    columns: [...types.keys()],
    format: 'json',
    rows,
    types: Object.fromEntries(types),
    ...formatsOf(settled),
    ...(rounded.length === 0 ? {} : { rounded }),
  };
}

/** The columns that are read as text first: DuckDB takes dates for the first format that fits, and rounds long numbers. */
async function formsToSettle(
  reader: TableReader,
  own: string,
  types: ReadonlyMap<string, string>,
  { text = [], options = {} }: TableFile,
): Promise<Map<string, readonly TextForm[]>> {
  const forms = new Map<string, readonly TextForm[]>();
  const long = new Set(await findRounded(reader, own, types));
  for (const [column, type] of types) {
    const declared = options.types?.[column];
    const isMoment = kindOf(type) === 'temporal' || type === 'UUID';
    if (declared !== undefined) forms.set(column, formsOfType(declared, options));
    else if (isMoment && text.includes(column)) forms.set(column, [asText]);
    else if (type === 'VARCHAR' && options.date_format !== undefined && !text.includes(column))
      forms.set(column, [...momentsOf(options), asText]);
    else if (isMoment && type !== 'UUID') forms.set(column, [...momentsOf(options), asText]);
    else if (long.has(column)) forms.set(column, formsOf(options));
    else if (type === 'VARCHAR' && options.missing !== undefined) forms.set(column, [asText]);
  }
  return forms;
}
