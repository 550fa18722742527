import { PluginError } from '../define-plugin.ts';
import { checkNumbers, type Table } from './check-columns.ts';
import { kindOf } from './columns.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteName } from './quote.ts';

/** A column that a model takes, as it is read: as a double. */
export interface Feature {
  name: string;
  /** `whole`: a number of a type that has only whole ones. `text`: an index of `texts`. */
  kind: 'number' | 'whole' | 'text';
  texts: readonly string[];
  /** SQL of the double. */
  sql: string;
}

const whole = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;

/**
 * Looks at the columns that a model takes. Throws PluginError `missing-column`; `column-type` for what is neither numbers
 * nor texts; `feature-values` for cells that are empty, NaN or infinite.
 */
export async function readFeatures(
  reader: TableReader,
  table: Table,
  names: readonly string[],
): Promise<Feature[]> {
  refuse(
    'missing-column',
    `${table.path} lacks the columns`,
    names.filter((name) => !table.types.has(name)),
    `It has ${[...table.types.keys()].join(', ')}.`,
  );
  const typeOf = (name: string) => table.types.get(name) as string;
  const isNumber = (name: string) => kindOf(typeOf(name)) === 'numeric' || typeOf(name) === 'BOOLEAN';
  const isText = (name: string) => kindOf(typeOf(name)) === 'categorical' && !isNumber(name);
  refuse(
    'column-type',
    `${table.path}: columns of a type that can not be used:`,
    names.filter((name) => !isNumber(name) && !isText(name)).map((name) => `${name} (${typeOf(name)})`),
    'Encode features as the model was trained: numbers or texts.',
  );
  const hint = 'Fill them as the model’s preprocessing does, in the table.';
  await checkNumbers(reader, table, names.filter(isNumber), { code: 'feature-values', type: 'FLOAT', hint });
  const features: Feature[] = [];
  for (const name of names)
    features.push(
      isText(name)
        ? await readText(reader, table, name, hint)
        : {
            name,
            kind: whole.test(typeOf(name)) ? 'whole' : 'number',
            texts: [],
            sql: `CAST(${quoteName(name)} AS DOUBLE)`,
          },
    );
  return features;
}

/** Texts as numbers: the index of each among all that occur, because rows are read as doubles. */
async function readText(
  reader: TableReader,
  { from, path }: Table,
  name: string,
  hint: string,
): Promise<Feature> {
  const column = quoteName(name);
  const [empty = {}] = await reader.rows(`SELECT count_if(${column} IS NULL)::DOUBLE AS n FROM ${from}`);
  const said = Number(empty.n) === 0 ? [] : [`${name} (${empty.n} empty)`];
  refuse('feature-values', `${path}: values that can not be used:`, said, hint);
  const rows = await reader.rows(
    `SELECT DISTINCT CAST(${column} AS VARCHAR) AS text FROM ${from} ORDER BY 1`,
  );
  const texts = rows.map(({ text }) => String(text));
  if (texts.length === 0) return { name, kind: 'text', texts, sql: 'NULL::DOUBLE' };
  const type = quoteName(`texts of ${name}`);
  await reader.rows(
    `CREATE OR REPLACE TYPE ${type} AS ENUM (SELECT DISTINCT CAST(${column} AS VARCHAR) FROM ${from} ORDER BY 1)`,
  );
  const sql = `enum_code(CAST(CAST(${column} AS VARCHAR) AS ${type}))::DOUBLE`;
  return { name, kind: 'text', texts, sql };
}

function refuse(code: string, what: string, names: readonly string[], hint: string): void {
  if (names.length > 0) throw new PluginError(code, `${what} ${names.join(', ')}`, hint);
}
