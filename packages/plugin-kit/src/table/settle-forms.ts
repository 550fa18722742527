import { PluginError } from '../define-plugin.ts';
import { countTerms } from './count-terms.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteText } from './quote.ts';
import type { Reading } from './reading.ts';
import { asText, type TextForm } from './text-forms.ts';

/** A column of text whose form is asked for. */
export interface TextColumn {
  name: string;
  /** SQL of its text. */
  text: string;
  /** The forms it may have, in this order. Where none is left, its values are not as declared. */
  forms: readonly TextForm[];
}

/** Where a row is, from 1, in words: `line 3`. */
export type PlaceOf = (row: number) => Promise<string>;

export interface SettledColumn extends TextColumn {
  form: TextForm;
}

// Rows at the top that tell which forms are worth to be tried on all.
const sampled = 2000;

/**
 * The first form of each column that all of its values fit; text where there is no value. Throws PluginError
 * `ambiguous-date` for dates that can be read in two ways, `not-as-declared` for a value that none of the forms fits.
 *
 * @param source SQL that stands after FROM
 * @param shown the file, as in the configuration
 */
export async function settleForms(
  reader: TableReader,
  source: string,
  columns: readonly TextColumn[],
  placeOf: PlaceOf,
  shown: string,
): Promise<SettledColumn[]> {
  let open: OpenColumn[] = columns.map((column) => ({ ...column, left: [...column.forms] }));
  const settled = new Map<string, TextForm>();
  const settle = (all: readonly OpenColumn[]) => {
    for (const { name, left } of all) if (left[0] === asText) settled.set(name, asText);
    return all.filter(({ name }) => !settled.has(name));
  };
  open = settle(open);
  if (open.length > 0) {
    await reader.rows(
      `CREATE OR REPLACE TEMP TABLE sampled_rows AS SELECT * FROM ${source} LIMIT ${sampled}`,
    );
    await settleSample(reader, 'sampled_rows', open);
    await reader.rows('DROP TABLE sampled_rows');
    open = settle(open);
  }
  while (open.length > 0) {
    const counts = await dropMisfits(reader, source, open, leadOf);
    for (const column of open) {
      const { tried, values } = counts.get(column.name) as Tried;
      const fitting = tried.filter((one) => column.left.includes(one));
      if (values === 0) settled.set(column.name, asText);
      else if (column.left.length === 0) throw await notAsDeclared(reader, source, column, placeOf, shown);
      else if (fitting.length > 0)
        settled.set(column.name, await onlyOne(reader, source, column, fitting, placeOf, shown));
    }
    open = settle(open);
  }
  return columns.map((column) => ({ ...column, form: settled.get(column.name) as TextForm }));
}

/** A column, with the forms that it may still have. */
interface OpenColumn extends TextColumn {
  left: TextForm[];
}

interface Tried {
  tried: TextForm[];
  values: number;
}

/** The formats of dates that are not those of ISO 8601. */
export function formatsOf(settled: readonly SettledColumn[]): Pick<Reading, 'date_formats'> {
  const formats = settled.flatMap(({ name, form }) =>
    form.format === undefined ? [] : [[name, form.format] as const],
  );
  return formats.length === 0 ? {} : { date_formats: Object.fromEntries(formats) };
}

// Of dates in another format than ISO 8601 all that are left: more than one may fit.
function leadOf(left: readonly TextForm[]): TextForm[] {
  const [first] = left;
  if (first === undefined) return [];
  return first.format === undefined ? [first] : left.filter(({ format }) => format !== undefined);
}

/** Leaves each column the forms from the first on that the sample fits. */
async function settleSample(
  reader: TableReader,
  sample: string,
  columns: readonly OpenColumn[],
): Promise<void> {
  let open = [...columns];
  while (open.length > 0) {
    await dropShapes(
      reader,
      sample,
      open.filter(({ left }) => left[0]?.shape !== undefined),
    );
    const tried = new Map(open.map((column) => [column, leadOf(column.left)]));
    await dropMisfits(reader, sample, open, leadOf);
    open = open.filter((column) => {
      const hasFailed = !tried.get(column)?.some((one) => column.left.includes(one));
      return hasFailed && column.left.length > 0 && column.left[0] !== asText;
    });
  }
}

/** Drops forms whose texts all have a shape that some value has not. */
async function dropShapes(reader: TableReader, table: string, columns: readonly OpenColumn[]): Promise<void> {
  const looks = columns.flatMap((column) => {
    const shapes = new Set(column.left.flatMap(({ shape = [] }) => shape));
    return [...shapes].map((shape) => ({ column, shape }));
  });
  const misfits = await countTerms(
    reader,
    table,
    looks.map(({ column: { text }, shape }) => `count_if(NOT regexp_matches(${text}, ${quoteText(shape)}))`),
  );
  for (const [index, { column, shape }] of looks.entries())
    if (misfits[index] !== 0) column.left = column.left.filter((one) => one.shape !== shape);
}

/** Tries forms of each column on a table, and drops those that some value does not fit. */
async function dropMisfits(
  reader: TableReader,
  table: string,
  columns: readonly OpenColumn[],
  choose: (left: readonly TextForm[]) => readonly TextForm[],
): Promise<Map<string, Tried>> {
  const all = columns.map((column) => ({ column, tried: [...choose(column.left)] }));
  const counted = await countTerms(
    reader,
    table,
    all.flatMap(({ column: { text }, tried }) => [
      `count(${text})`,
      ...tried.map((one) => `count_if(${text} IS NOT NULL AND NOT ${one.fits(text)})`),
    ]),
  );
  const result = new Map<string, Tried>();
  for (const { column, tried } of all) {
    const [values = 0, ...misfits] = counted.splice(0, tried.length + 1);
    const wrong = tried.filter((_, index) => (misfits[index] ?? 0) > 0);
    column.left = column.left.filter((one) => !wrong.includes(one));
    result.set(column.name, { tried, values });
  }
  return result;
}

/** Of several ways to read the dates of a column, the one that all agree on. */
async function onlyOne(
  reader: TableReader,
  source: string,
  { name, text }: TextColumn,
  [first, ...others]: readonly TextForm[],
  placeOf: PlaceOf,
  shown: string,
): Promise<TextForm> {
  const form = first as TextForm;
  // With dots the day is first wherever people write so.
  const rivals = form.format?.startsWith('%d.%m.') ? [] : others;
  for (const rival of rivals) {
    const row = await findRow(reader, source, `${form.cast(text)} IS DISTINCT FROM ${rival.cast(text)}`);
    if (row === undefined) continue;
    throw new PluginError(
      'ambiguous-date',
      `${shown}, ${await placeOf(row)}: a date of ${name} can be read as ${form.format} and as ${rival.format}, and so can all others`,
      'Say under `reader` which `date_format` it is; or, under `types`, that the column is text.',
    );
  }
  return form;
}

async function notAsDeclared(
  reader: TableReader,
  source: string,
  { name, text, forms }: TextColumn,
  placeOf: PlaceOf,
  shown: string,
): Promise<PluginError> {
  const fits = forms.map((one) => one.fits(text)).join(' OR ');
  const row = await findRow(reader, source, `${text} IS NOT NULL AND NOT (${fits})`);
  const place = row === undefined ? '' : `, ${await placeOf(row)}`;
  const declared = forms[0]?.declared;
  return new PluginError(
    'not-as-declared',
    `${shown}${place}: ${name} is declared to be ${declared === 'text' ? 'text' : `a ${declared}`}, and not all of its values are`,
    'Correct the value, or `types` under `reader`; words that stand for a missing value are listed as `missing`.',
  );
}

/** The first row, from 1, of which something holds. */
async function findRow(reader: TableReader, source: string, condition: string): Promise<number | undefined> {
  const [found] = await reader.rows(
    `SELECT row::DOUBLE AS row FROM (SELECT row_number() OVER () AS row, * FROM ${source})
     WHERE ${condition} LIMIT 1`,
  );
  return found === undefined ? undefined : Number(found.row);
}
