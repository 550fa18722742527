import { PluginError } from '../define-plugin.ts';

/** How the records of a CSV are written. `quote` is '' where there is none. */
export interface CsvShape {
  delimiter: string;
  quote: string;
  escape: string;
}

export interface CsvRecord {
  /** Where it begins, from 1. */
  line: number;
  fields: string[];
}

/** What is wrong with a file as CSV, without its name. */
export class CsvFault extends Error {
  readonly line: number;
  readonly hint: string;

  constructor(line: number, message: string, hint: string) {
    super(message);
    this.line = line;
    this.hint = hint;
  }

  in(shown: string): PluginError {
    return new PluginError('table-unreadable', `${shown}, line ${this.line}: ${this.message}`, this.hint);
  }
}

/**
 * Splits text, given piece by piece, into records, strictly (RFC 4180): a quoted field ends with its quote, and every
 * line as the first one does. Empty lines are records of one empty field. Throws CsvFault.
 */
export function splitRecords({ delimiter, quote, escape: mark }: CsvShape) {
  let [line, start] = [1, 1];
  let fields: string[] = [];
  let field = '';
  let state: 'start' | 'plain' | 'quoted' | 'closed' | 'escaped' | 'return' = 'start';
  let ending: string | undefined;
  let records: CsvRecord[] = [];

  function endRecord(end: string): void {
    ending ??= end;
    if (end !== ending)
      throw new CsvFault(
        line,
        `it ends with ${nameOf(end)}, and the lines before it with ${nameOf(ending)}`,
        'Write all lines with the same end, and fields that hold one in quotes.',
      );
    records.push({ line: start, fields: [...fields, field] });
    [fields, field, state] = [[], '', 'start'];
    line += 1;
    start = line;
  }

  function take(c: string): void {
    if (state === 'return') {
      endRecord(c === '\n' ? '\r\n' : '\r');
      if (c === '\n') return;
    }
    if (state === 'escaped') {
      field += c;
      state = 'quoted';
      return;
    }
    if (state === 'quoted') {
      if (c === mark && mark !== quote) state = 'escaped';
      else if (c === quote) state = 'closed';
      else {
        field += c;
        if (c === '\n') line += 1;
      }
      return;
    }
    if (state === 'closed' && c === quote && mark === quote) {
      field += c;
      state = 'quoted';
    } else if (c === delimiter) {
      fields.push(field);
      [field, state] = ['', 'start'];
    } else if (c === '\n') endRecord('\n');
    else if (c === '\r') state = 'return';
    else if (state === 'closed')
      throw new CsvFault(start, `a field goes on behind its closing quote (${quote})`, quoteHint);
    else if (state === 'start' && c === quote) state = 'quoted';
    else {
      field += c;
      state = 'plain';
    }
  }

  function given(): CsvRecord[] {
    const done = records;
    records = [];
    return done;
  }

  return {
    push(text: string): CsvRecord[] {
      for (let at = 0; at < text.length; at++) take(text[at] as string);
      return given();
    },
    /** What is left at the end of the file. */
    end(): CsvRecord[] {
      if (state === 'quoted' || state === 'escaped')
        throw new CsvFault(start, `a quote (${quote}) is opened and never closed`, quoteHint);
      if (state === 'return') endRecord('\r');
      else if (fields.length > 0 || state !== 'start') endRecord(ending ?? '\n');
      return given();
    },
  };
}

const quoteHint = 'Write a quote inside of a field twice; or say `quote` or `escape` under `reader`.';

function nameOf(end: string): string {
  return { '\n': 'LF', '\r\n': 'CR LF', '\r': 'CR' }[end] ?? end;
}

/** An empty line between records, where it cannot be a value. */
export function isBlank({ fields }: CsvRecord, width: number): boolean {
  return width > 1 && fields.length === 1 && fields[0] === '';
}

/** Throws CsvFault for a record of more or fewer fields; a delimiter at its end may close the last one. */
export function checkWidth({ line, fields }: CsvRecord, width: number): void {
  if (fields.length === width || (fields.length === width + 1 && fields.at(-1) === '')) return;
  throw new CsvFault(
    line,
    `it has ${count(fields.length)}, and the first line has ${width}`,
    'Give every line as many fields as the header has, and write a field that holds a delimiter in quotes; or say `delimiter` under `reader`.',
  );
}

function count(fields: number): string {
  return fields === 1 ? '1 field' : `${fields} fields`;
}
