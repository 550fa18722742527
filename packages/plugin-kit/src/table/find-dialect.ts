import { PluginError } from '../define-plugin.ts';
import { checkHeader } from './check-header.ts';
import { chooseShape } from './choose-shape.ts';
import { nameColumns } from './name-columns.ts';
import { readText, type TextFile } from './read-text.ts';
import type { ReaderOptions } from './reader-options.ts';
import type { CsvShape } from './split-records.ts';

/** How a CSV is read, down to the names of its columns. */
export interface Dialect extends CsvShape {
  header: boolean;
  encoding: NonNullable<ReaderOptions['encoding']>;
  /** Empty lines at the top. */
  blank: number;
  /** As the file has them, or made up where it has none. */
  names: string[];
}

// What is looked at to find the delimiter; the whole file must then agree.
const headSize = 1 << 16;

/**
 * Finds what the options leave open in the beginning of a file. Throws PluginError `ambiguous-table` for what can be
 * read in two ways, `table-unreadable` for what can be read in none, `encoding`, `duplicate-column`.
 */
export async function findDialect(file: TextFile, options: ReaderOptions): Promise<Dialect> {
  const encoding = options.encoding ?? 'utf-8';
  const { text, whole } = await readHead(file, encoding);
  const blank = /^(?:\r\n|\n|\r)*/.exec(text)?.[0].replaceAll('\r\n', '\n').length ?? 0;
  const { shape, records } = chooseShape(text, whole, options, file.shown);
  const [first, ...others] = records.slice(records.findIndex(isFilled));
  if (first === undefined || !isFilled(first))
    throw new PluginError('table-unreadable', `${file.shown} is empty`, 'A table has at least a header.');
  if (options.header === undefined) checkHeader([first, ...others], options, file.shown);
  const header = options.header ?? true;
  return { ...shape, header, encoding, blank, names: nameColumns(first.fields, header, file.shown) };
}

async function readHead(
  file: TextFile,
  encoding: Dialect['encoding'],
): Promise<{ text: string; whole: boolean }> {
  let text = '';
  for await (const piece of readText(file, encoding)) {
    text += piece;
    if (text.length > headSize) return { text: text.slice(0, headSize), whole: false };
  }
  return { text, whole: true };
}

function isFilled({ fields }: { fields: readonly string[] }): boolean {
  return fields.length > 1 || fields[0] !== '';
}
