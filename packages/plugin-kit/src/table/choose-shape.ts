import { ambiguous, looksLikeValue } from './check-header.ts';
import type { ReaderOptions } from './reader-options.ts';
import {
  CsvFault,
  type CsvRecord,
  type CsvShape,
  checkWidth,
  isBlank,
  splitRecords,
} from './split-records.ts';

const delimiters = [',', ';', '\t', '|'];

/** The ways to quote, the usual one first, each with the delimiters that may be. Others only where they are in use. */
function waysOf(text: string, options: ReaderOptions): CsvShape[][] {
  const { delimiter, quote, escape: mark } = options;
  const apostrophes = text.includes("'") && !text.includes('"') ? ["'"] : [];
  const quotes = quote === undefined ? ['"', ...apostrophes] : [quote === 'none' ? '' : quote];
  // A decimal comma is no delimiter.
  const between = delimiters.filter((one) => one !== options.decimal);
  return quotes.flatMap((around) => {
    const backslash = around !== '' && text.includes(`\\${around}`) ? ['\\'] : [];
    return (mark === undefined ? [around, ...backslash] : [mark]).map((before) =>
      (delimiter === undefined ? between : [delimiter]).map((one) => ({
        delimiter: one,
        quote: around,
        escape: before,
      })),
    );
  });
}

/** A text as it is with one shape. */
export interface Attempt {
  shape: CsvShape;
  records: CsvRecord[];
  width: number;
  fault: CsvFault | undefined;
}

function trySplit(text: string, whole: boolean, shape: CsvShape): Attempt {
  const splitter = splitRecords(shape);
  const records: CsvRecord[] = [];
  let width = 0;
  const faults: CsvFault[] = [];
  const seek = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof CsvFault)) throw error;
      faults.push(error);
    }
  };
  seek(() => {
    for (const record of pieces(splitter, text, whole)) {
      if (width === 0 && isEmpty(record)) continue;
      width ||= record.fields.length;
      if (isBlank(record, width)) continue;
      records.push(record);
      seek(() => checkWidth(record, width));
    }
  });
  return { shape, records, width, fault: faults[0] };
}

function* pieces(
  splitter: ReturnType<typeof splitRecords>,
  text: string,
  whole: boolean,
): Generator<CsvRecord> {
  const lines = text.split(/(?<=\n)/);
  for (const line of lines) yield* splitter.push(line);
  if (whole) yield* splitter.end();
}

function isEmpty({ fields }: CsvRecord): boolean {
  return fields.length === 1 && fields[0] === '';
}

/**
 * The one shape by which the text is a table of several columns, or else that of one column. What cannot be read with
 * the usual quotes is tried with others.
 */
export function chooseShape(text: string, whole: boolean, options: ReaderOptions, shown: string): Attempt {
  const ways: Attempt[][] = [];
  for (const shapes of waysOf(text, options)) {
    const way = shapes.map((shape) => trySplit(text, whole, shape));
    const fitting = way.filter(({ fault, width }) => fault === undefined && width > 1);
    if (fitting.length > 1) {
      const each = fitting.map(({ shape, width }) => `${nameOf(shape.delimiter)} (${width} columns)`);
      throw ambiguous(
        shown,
        `can be read by ${each.join(' and by ')}`,
        'Say under `reader` which `delimiter` it has.',
      );
    }
    const [found] = fitting;
    if (found !== undefined) return options.quote === undefined ? refuseApostrophes(found, shown) : found;
    ways.push(way);
  }
  const [usual] = ways as [Attempt[]];
  const widest = usual.toSorted((a, b) => b.width - a.width)[0] as Attempt;
  const single = usual.find(({ fault }) => fault === undefined);
  if (single === undefined || widest.width > 1) throw (widest.fault as CsvFault).in(shown);
  refuseTitle(usual, shown);
  refuseOther(single, text, whole, shown);
  return single;
}

// Characters between fields that are tried only where the options name them: in text they are rare, and never in step.
const rare = ['^', '~', ':', '\u00a6', '\u00a7', '\u0001', '\u001f'];

/** One column whose name and values all hold the same character, as often: it is the delimiter, or seems so. */
function refuseOther({ shape, records }: Attempt, text: string, whole: boolean, shown: string): void {
  if (records.length < 2) return;
  const others = [...delimiters, ...rare].filter((one) => one !== shape.delimiter);
  const found = others
    .map((delimiter) => trySplit(text, whole, { ...shape, delimiter }))
    .find(({ fault, width }) => fault === undefined && width > 1);
  const between = found?.shape.delimiter ?? (isSpaced(records) ? ' ' : undefined);
  if (between === undefined) return;
  throw ambiguous(
    shown,
    `would be one column, and every line of it has ${nameOf(between)}`,
    'Say under `reader` which `delimiter` it has, or give the column a name without that character.',
  );
}

/** Names, and numbers or dates below them, with a space between. */
function isSpaced([header, ...rows]: readonly CsvRecord[]): boolean {
  const width = header?.fields[0]?.trim().split(' ').length ?? 0;
  const isRow = (parts: readonly string[]) => parts.length === width && parts.every(looksLikeValue);
  return width > 1 && rows.every(({ fields }) => isRow(fields[0]?.trim().split(' ') ?? []));
}

/** One column whose lines hold a delimiter, most of them: the line at the top is a title, or the delimiter another. */
function refuseTitle(attempts: readonly Attempt[], shown: string): void {
  for (const { shape, records } of attempts) {
    const [, ...rows] = records;
    const split = rows.filter(({ fields }) => fields.length > 1);
    if (split.length === 0 || split.length * 2 < rows.length) continue;
    throw ambiguous(
      shown,
      `has no delimiter in its first line, and ${nameOf(shape.delimiter)} from line ${split[0]?.line} on`,
      'Cut off what stands above the header; or say under `reader` which `delimiter` it has.',
    );
  }
}

// Text in apostrophes may be quoted by them, or be text in apostrophes.
function refuseApostrophes(found: Attempt, shown: string): Attempt {
  if (found.shape.quote !== '"') return found;
  const [, ...rows] = found.records;
  const isQuoted = (at: number) =>
    rows.length > 0 && rows.every(({ fields }) => /^'.*'$/s.test(fields[at] ?? ''));
  for (let at = 0; at < found.width; at++)
    if (isQuoted(at))
      throw ambiguous(
        shown,
        `has every value of its column ${at + 1} in apostrophes`,
        'Say under `reader` whether they are quotes (`quote: "\'"`) or a part of the text (`quote: \'"\'`).',
      );
  return found;
}

function nameOf(delimiter: string): string {
  if (delimiter === '\t') return 'a tab';
  return delimiter < ' ' ? `the character ${JSON.stringify(delimiter)}` : `\`${delimiter}\``;
}
