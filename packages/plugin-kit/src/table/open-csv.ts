import { PluginError } from '../define-plugin.ts';
import { checkDecimal } from './check-decimal.ts';
import { countTerms } from './count-terms.ts';
import { findFault, findLine } from './csv-rows.ts';
import { decoded, openSource } from './csv-source.ts';
import { type Dialect, findDialect } from './find-dialect.ts';
import { findRounded } from './long-numbers.ts';
import { findMissingWords } from './missing-words.ts';
import { findNumbersInText } from './numbers-in-text.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteName } from './quote.ts';
import type { Reading } from './reading.ts';
import { formatsOf, settleForms } from './settle-forms.ts';
import type { TableFile } from './table-file.ts';
import { asText } from './text-form.ts';
import { formsOfColumn } from './text-forms.ts';

/**
 * Reads a CSV into memory, each column in the form that is declared, or that all of its values fit. Throws PluginError
 * `table-unreadable` with the line, `encoding`, `ambiguous-table`, `ambiguous-date`, `not-as-declared`,
 * `duplicate-column`.
 */
export async function openCsv(reader: TableReader, table: TableFile): Promise<Reading> {
  const found = await findDialect(table, table.options ?? {});
  const doubled = found.escape === found.quote && table.options?.escape === undefined;
  const dialects = doubled ? [found, { ...found, escape: '\\' }] : [found];
  let failure: unknown;
  for (const dialect of dialects) {
    try {
      return await readWith(reader, table, dialect);
    } catch (error) {
      if (!(error instanceof PluginError) || error.code !== 'table-unreadable') throw error;
      failure ??= error;
    }
  }
  throw (await findFault(table, found)) ?? failure;
}

async function readWith(reader: TableReader, table: TableFile, dialect: Dialect): Promise<Reading> {
  const { name, shown, options = {} } = table;
  const source = await openSource(reader, table, dialect);
  const columns = dialect.names.map((column, index) => ({
    name: column,
    text: `c${index}`,
    forms: formsOfColumn(column, table),
    isCompared: table.isCompared?.(column) ?? true,
  }));
  const placeOf = async (row: number) => `line ${await findLine(table, dialect, row)}`;
  const settled = await settleForms(reader, source, columns, placeOf, shown);
  const selected = settled.map(
    ({ text: sql, form, ...one }) => `${form.cast(sql)} AS ${quoteName(one.name)}`,
  );
  await reader.rows(`CREATE TABLE ${quoteName(name)} AS SELECT ${selected.join(', ')} FROM ${source}`);
  const numbers = await findNumbersInText(reader, source, settled, options);
  if (options.decimal === undefined) await checkDecimal(reader, source, settled, numbers, shown);
  if (source === decoded) await reader.rows(`DROP TABLE ${decoded}`);
  const types = new Map(settled.map((one) => [one.name, one.form.type]));
  const rounded = await findRounded(reader, quoteName(name), types);
  const [rows = 0] = await countTerms(reader, quoteName(name), ['count(*)']);
  const texts = settled.filter(
    ({ name: one, form }) => form === asText && options.types?.[one] === undefined,
  );
  const words = await findMissingWords(
    reader,
    quoteName(name),
    texts.map((one) => one.name),
  );
  const { names: _, blank: __, ...said } = dialect;
  return {
    shown,
    columns: dialect.names,
    format: 'csv',
    dialect: { ...said, decimal: options.decimal ?? '.' },
    types: Object.fromEntries(types),
    ...formatsOf(settled),
    rows,
    ...numbers,
    ...words,
    ...(rounded.length === 0 ? {} : { rounded }),
  };
}
