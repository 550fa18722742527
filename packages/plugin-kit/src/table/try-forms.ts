import { countTerms } from './count-terms.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteText } from './quote.ts';
import { asText, type TextForm } from './text-form.ts';

/** A column of text whose form is asked for. */
export interface TextColumn {
  name: string;
  /** SQL of its text. */
  text: string;
  /** The forms it may have, in this order. Where none is left, its values are not as declared. */
  forms: readonly TextForm[];
  /** Whether dates that can be read in two ways are refused; text otherwise. */
  isCompared: boolean;
}

/** A column, with the forms that it may still have. */
export interface OpenColumn extends TextColumn {
  left: TextForm[];
}

/** Which forms were tried on how many values. */
export interface Tried {
  tried: TextForm[];
  values: number;
}

/** The form to be tried next: of dates in another format than ISO 8601 all that are left, of which more than one may fit. */
export function leadOf(left: readonly TextForm[]): TextForm[] {
  const [first] = left;
  if (first === undefined) return [];
  return first.format === undefined ? [first] : left.filter(({ format }) => format !== undefined);
}

/** Leaves each column the forms from the first on that the sample fits. */
export async function settleSample(
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
export async function dropMisfits(
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
