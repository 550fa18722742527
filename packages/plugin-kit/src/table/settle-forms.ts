import { PluginError } from '../define-plugin.ts';
import type { TableReader } from './open-table-reader.ts';
import type { Reading } from './reading.ts';
import { asText, type TextForm } from './text-form.ts';
import {
  dropMisfits,
  leadOf,
  type OpenColumn,
  settleSample,
  type TextColumn,
  type Tried,
} from './try-forms.ts';

/** Where a row is, from 1, in words: `line 3`. */
export type PlaceOf = (row: number) => Promise<string>;

export interface SettledColumn extends TextColumn {
  form: TextForm;
  /** Two formats of dates that all of its values fit, and differ by: it was kept as text. */
  either?: readonly string[];
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
  const either = new Map<string, readonly string[]>();
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
      else if (fitting.length > 0) {
        const rival = await findRival(reader, source, column, fitting);
        const [form] = fitting as [TextForm];
        if (rival === undefined) settled.set(column.name, form);
        else if (column.isCompared) throw await ambiguousDate(column.name, form, rival, placeOf, shown);
        else {
          settled.set(column.name, asText);
          either.set(column.name, [String(form.format), String(rival.form.format)]);
        }
      }
    }
    open = settle(open);
  }
  return columns.map((column) => {
    const two = either.get(column.name);
    const form = settled.get(column.name) as TextForm;
    return { ...column, form, ...(two === undefined ? {} : { either: two }) };
  });
}

/** The formats of dates that are not those of ISO 8601, and those of which either may be meant. */
export function formatsOf(
  settled: readonly SettledColumn[],
): Pick<Reading, 'date_formats' | 'either_format'> {
  const formats = settled.flatMap(({ name, form }) =>
    form.format === undefined ? [] : [[name, form.format] as const],
  );
  const two = settled.flatMap(({ name, either }) => (either === undefined ? [] : [[name, either] as const]));
  return {
    ...(formats.length === 0 ? {} : { date_formats: Object.fromEntries(formats) }),
    ...(two.length === 0 ? {} : { either_format: Object.fromEntries(two) }),
  };
}

/** Of several ways to read the dates of a column, one that reads a row otherwise than the first. */
async function findRival(
  reader: TableReader,
  source: string,
  { text }: TextColumn,
  [form, ...others]: readonly TextForm[],
): Promise<{ form: TextForm; row: number } | undefined> {
  // With dots the day is first wherever people write so.
  if (form === undefined || form.format?.startsWith('%d.%m.')) return undefined;
  for (const rival of others) {
    const row = await findRow(reader, source, `${form.cast(text)} IS DISTINCT FROM ${rival.cast(text)}`);
    if (row !== undefined) return { form: rival, row };
  }
  return undefined;
}

async function ambiguousDate(
  name: string,
  form: TextForm,
  rival: { form: TextForm; row: number },
  placeOf: PlaceOf,
  shown: string,
): Promise<PluginError> {
  return new PluginError(
    'ambiguous-date',
    `${shown}, ${await placeOf(rival.row)}: a date of ${name} can be read as ${form.format} and as ${rival.form.format}, and so can all others`,
    'Say under `reader` which `date_format` it is; or, under `types`, that the column is text.',
  );
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
