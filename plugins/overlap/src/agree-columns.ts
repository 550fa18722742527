import { PluginError } from '@gatehouse/plugin-kit';
import { canBeNaN, quoteName, type TableReader } from '@gatehouse/plugin-kit/table';
import { type Agreed, agreeTypes, isNumber } from './agree-types.ts';
import type { OpenedTable } from './open-tables.ts';

export interface AgreedColumn extends Agreed {
  name: string;
  /** Whether all its values are numbers. */
  isNumber: boolean;
}

/**
 * How each column is compared in all tables. Throws PluginError `column-type` for one whose types do not agree, and for
 * whole numbers beside floats that do not hold them.
 */
export async function agreeColumns(
  reader: TableReader,
  tables: readonly OpenedTable[],
  names: readonly string[],
): Promise<Map<string, AgreedColumn>> {
  const agreed = new Map<string, AgreedColumn>();
  const formats = new Set(tables.map(({ shown }) => /\.(csv|tsv)(\.gz)?$/i.test(shown)));
  const unlike: string[] = [];
  for (const name of new Set(names)) {
    const types = tables.map((table) => table.types.get(name) as string);
    const told = tables.map(({ shown }, index) => `${types[index]} in ${shown}`);
    refuseRewritten(name, tables);
    // Only a column without a value may be of any type: a CSV does not say which.
    const one = agreeTypes(name, types) ?? agreeTypes(name, await withoutEmpty(reader, tables, name, types));
    if (one === undefined) unlike.push(`${name} is ${told.join(', ')}`);
    else {
      await refuseRounded(reader, tables, name, one);
      const forms = formats.size > 1 ? one.forms.map((form) => asInCsv(form, one.as)) : one.forms;
      agreed.set(name, { ...one, forms, name, isNumber: types.some(isNumber) && one.as !== 'VARCHAR' });
    }
  }
  if (unlike.length === 0) return agreed;
  throw new PluginError(
    'column-type',
    `columns are of unlike types, so that none of their values could be equal: ${unlike.join('; ')}`,
    'Declare what they are: `reader: { types: { <column>: text } }`, or number, boolean, date, timestamp; or write them in one type; or leave them out by `exclude`.',
  );
}

// A CSV has one way to write that nothing is there: a table that was written as one has lost what it was.
function asInCsv(form: string, type: string): string {
  if (type === 'VARCHAR') return `nullif(${form}, '')`;
  return canBeNaN(type) ? `CASE WHEN isnan(${form}) THEN NULL ELSE ${form} END` : form;
}

async function withoutEmpty(
  reader: TableReader,
  tables: readonly OpenedTable[],
  name: string,
  types: readonly string[],
): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  for (const [index, { from }] of tables.entries()) {
    const [row = {}] = await reader.rows(`SELECT count(${quoteName(name)})::DOUBLE AS n FROM ${from}`);
    found.push(Number(row.n) === 0 ? null : (types[index] as string));
  }
  return found;
}

// Declared to be text, 1.0 of a float64 and 1 of a whole number would be two texts, and so would two ways to write a date.
function refuseRewritten(name: string, tables: readonly OpenedTable[]): void {
  const kinds = tables.map(({ types, stored }) => {
    const kept = stored?.get(name);
    const isRewritten =
      kept !== undefined && types.get(name) === 'VARCHAR' && !/^(VARCHAR$|ENUM\()/.test(kept);
    return isRewritten && !/INT(EGER)?$/.test(kept) ? kept : 'text';
  });
  if (new Set(kinds).size < 2) return;
  throw new PluginError(
    'column-type',
    `${name} is declared to be text, and the tables hold it as ${kinds.map((kind, index) => `${kind} (${tables[index]?.shown})`).join(', ')}: the same value would be two texts`,
    'Declare it as what it is (number, boolean, date, timestamp), or write it as text in every table.',
  );
}

async function refuseRounded(
  reader: TableReader,
  tables: readonly OpenedTable[],
  name: string,
  { as, exactBelow = [] }: Agreed,
): Promise<void> {
  const column = quoteName(name);
  for (const [index, limit] of exactBelow.entries()) {
    if (limit === undefined) continue;
    const { from, shown } = tables[index] as OpenedTable;
    const [row = {}] = await reader.rows(
      `SELECT count_if(${column} > ${limit} OR ${column} < -${limit})::DOUBLE AS n FROM ${from}`,
    );
    if (Number(row.n) === 0) continue;
    throw new PluginError(
      'column-type',
      `${name} has whole numbers in ${shown} that a ${as}, as another table has it, does not hold`,
      'Write it in one type in every table, or leave it out by `exclude`.',
    );
  }
}
