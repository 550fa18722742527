import { PluginError } from '../define-plugin.ts';
import { kindOf, type TableColumns } from './columns.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteName } from './quote.ts';
import { suggestColumn } from './suggest-column.ts';

/** A table: `from` is SQL that stands after FROM, `path` is as in the configuration. */
export interface Table {
  from: string;
  path: string;
  types: TableColumns;
}

/** Throws PluginError `missing-column`, or `column-type` for `numbers` that are none and `others` that are no classes. */
export function checkColumns(
  { path, types }: Table,
  numbers: readonly string[],
  others: readonly string[],
): void {
  const missing = [...new Set([...others, ...numbers])].filter((name) => !types.has(name));
  if (missing.length > 0)
    throw new PluginError(
      'missing-column',
      `${path} lacks the columns ${missing.map((name) => `${name}${suggestColumn(name, types.keys())}`).join(', ')}`,
      `It has ${[...types.keys()].join(', ')}.`,
    );
  const kind = (name: string) => kindOf(types.get(name) as string);
  const wrong = [
    ...numbers.filter((name) => kind(name) !== 'numeric' && types.get(name) !== 'BOOLEAN'),
    ...others.filter((name) => kind(name) !== 'numeric' && kind(name) !== 'categorical'),
  ];
  if (wrong.length === 0) return;
  throw new PluginError(
    'column-type',
    `${path}: columns of a type that can not be used: ${wrong.map((name) => `${name} (${types.get(name)})`).join(', ')}`,
    'Encode features as the model was trained; classes are texts or numbers, scores and values are numbers.',
  );
}

/**
 * Throws PluginError with `code` where a number is empty, NaN or infinite (or too large for float32, where `type` is
 * FLOAT), with what is wrong by column.
 */
export async function checkNumbers(
  reader: TableReader,
  { from, path }: Table,
  numbers: readonly string[],
  { code, type = 'DOUBLE', hint }: { code: string; type?: 'FLOAT' | 'DOUBLE'; hint: string },
): Promise<void> {
  if (numbers.length === 0) return;
  const counts = numbers.flatMap((name, index) => {
    const column = quoteName(name);
    return [
      `count_if(${column} IS NULL)::DOUBLE AS null_${index}`,
      `count_if(isnan(CAST(${column} AS DOUBLE)))::DOUBLE AS nan_${index}`,
      `count_if(NOT coalesce(isfinite(TRY_CAST(${column} AS ${type})), false))::DOUBLE AS bad_${index}`,
    ];
  });
  const [row = {}] = await reader.rows(`SELECT ${counts.join(', ')} FROM ${from}`);
  const wrong = numbers.flatMap((name, index) => {
    const [empty, nan, bad] = ['null', 'nan', 'bad'].map((kind) => Number(row[`${kind}_${index}`]));
    if (bad === 0) return [];
    const parts = { empty, NaN: nan, infinite: Number(bad) - Number(empty) - Number(nan) };
    const said = Object.entries(parts).filter(([, count]) => count !== 0);
    return [`${name} (${said.map(([kind, count]) => `${count} ${kind}`).join(', ')})`];
  });
  if (wrong.length === 0) return;
  throw new PluginError(code, `${path}: values that can not be used: ${wrong.join('; ')}`, hint);
}
