import { quoteText } from './quote.ts';
import type { DeclaredType, ReaderOptions } from './reader-options.ts';
import type { TableFile } from './table-file.ts';

/** SQL of a column of text, with null for the words that stand for a missing value. */
export function presentText(column: string, { missing = [] }: ReaderOptions): string {
  return missing.length === 0
    ? column
    : `CASE WHEN ${column} IN (${missing.map(quoteText).join(', ')}) THEN NULL ELSE ${column} END`;
}

/** A way to write values as text. All SQL is of an expression that is text, and null for a missing value. */
export interface TextForm {
  /** What reads as such, for the declared type. */
  declared: DeclaredType;
  /** As DuckDB writes it. */
  type: string;
  /** Boolean SQL, never null where the text is not. */
  fits(text: string): string;
  cast(text: string): string;
  /** Of dates: how they are written, in the letters of strptime, where that is not ISO 8601. */
  format?: string;
  /** A pattern that all such texts match: by one look at it many forms are known not to fit. */
  shape?: string;
}

export const asText: TextForm = {
  declared: 'text',
  type: 'VARCHAR',
  fits: () => 'true',
  cast: (text) => text,
};

// A number has no leading zeros, no sign that it does not need, and no digits in groups: those are codes.
const whole = '-?(?:0|[1-9][0-9]*)';

const matching = (pattern: string) => (text: string) =>
  `regexp_full_match(${text}, ${quoteText(`\\s*(?:${pattern})\\s*`)})`;

const castTo = (type: string) => (text: string) => `CAST(${text} AS ${type})`;
const readsAs = (type: string) => (text: string) => `(TRY_CAST(${text} AS ${type}) IS NOT NULL)`;

// A condition that is looked at only where an earlier one holds: to try a cast on what is none takes long.
const onlyIf = (first: string, second: string) => `(CASE WHEN ${first} THEN ${second} ELSE false END)`;

function form(
  declared: DeclaredType,
  type: string,
  fits: TextForm['fits'],
  cast: TextForm['cast'] = castTo(type),
): TextForm {
  return { declared, type, fits, cast };
}

const truths = form('boolean', 'BOOLEAN', (text) => `(lower(${text}) IN ('true', 'false'))`);

// Words that a column has to be declared a boolean for: elsewhere they are answers like any other.
const answers = wordsFor(['true', 't', 'yes', 'y'], ['false', 'f', 'no', 'n']);
const digits = wordsFor(['true', 't', 'yes', 'y', '1'], ['false', 'f', 'no', 'n', '0']);

function wordsFor(yes: readonly string[], no: readonly string[]): TextForm {
  const among = (text: string, words: readonly string[]) =>
    `(lower(${text}) IN (${words.map(quoteText).join(', ')}))`;
  return form(
    'boolean',
    'BOOLEAN',
    (text) => among(text, [...yes, ...no]),
    (text) => among(text, yes),
  );
}

function wholeNumbers(): TextForm[] {
  const isWhole = matching(whole);
  const within = (type: string) => (text: string) => onlyIf(isWhole(text), readsAs(type)(text));
  return [
    form('number', 'BIGINT', (text) => `(${isWhole(text)} AND strlen(${text}) <= 18)`),
    form('number', 'BIGINT', within('BIGINT')),
    form('number', 'HUGEINT', within('HUGEINT')),
    // More digits than any number of DuckDB holds: as a float64 many of them would be one.
    { ...asText, fits: isWhole },
  ];
}

// Not to what a float64 does not hold: that would be read as infinite.
const exponent = '(?:[eE](?:-[0-9]+|[+]?0*(?:[0-9]{1,2}|[12][0-9]{2}|30[0-8])))?';

/** Numbers that begin with these digits, with a fraction or not. */
function fractions({ decimal = '.' }: ReaderOptions, digits = whole): TextForm {
  const sign = decimal === '.' ? '\\.' : ',';
  const pattern = `${digits}(?:${sign}[0-9]*)?${exponent}|-?${sign}[0-9]+${exponent}|(?i:nan|-?inf|-?infinity)`;
  const point = (text: string) => (decimal === '.' ? text : `replace(${text}, ',', '.')`);
  return form('number', 'DOUBLE', matching(pattern), (text) => castTo('DOUBLE')(point(text)));
}

// What is declared to be a number may have a sign and zeros that it does not need.
const anyWhole = '[-+]?[0-9]+';

function declaredNumbers(options: ReaderOptions): TextForm[] {
  const isLoose = matching(anyWhole);
  return [
    ...wholeNumbers(),
    form('number', 'HUGEINT', (text) => onlyIf(isLoose(text), readsAs('HUGEINT')(text))),
    fractions(options, anyWhole),
  ];
}

const day = '[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}';
const isDay = matching(`${day}|-?infinity`);
const startsWithDay = (text: string) => `regexp_matches(${text}, '^\\s*${day}(?:[T ]|$)')`;
// More digits of a second than a TIMESTAMP keeps.
const hasNanoseconds = (text: string) => `regexp_matches(${text}, '\\.[0-9]{6}[0-9]*[1-9]')`;
const hasZone = (text: string) => `regexp_matches(${text}, '[T ].*(Z|[-+][0-9]{2}(:?[0-9]{2})?)\\s*$')`;

const isoDates = form('date', 'DATE', (text) => onlyIf(isDay(text), readsAs('DATE')(text)));
const isoMoments = [
  // DuckDB would leave the zone out.
  form('timestamp', 'TIMESTAMP', (text) =>
    onlyIf(
      `${startsWithDay(text)} AND NOT ${hasZone(text)} AND NOT ${hasNanoseconds(text)}`,
      readsAs('TIMESTAMP')(text),
    ),
  ),
  form('timestamp', 'TIMESTAMP_NS', (text) =>
    onlyIf(`${startsWithDay(text)} AND NOT ${hasZone(text)}`, readsAs('TIMESTAMP_NS')(text)),
  ),
  form('timestamp', 'TIMESTAMP WITH TIME ZONE', (text) =>
    onlyIf(startsWithDay(text), readsAs('TIMESTAMP WITH TIME ZONE')(text)),
  ),
];
const times = form('time', 'TIME', (text) =>
  onlyIf(matching('[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?')(text), readsAs('TIME')(text)),
);

const timesOfDay = ['%H:%M:%S', '%H:%M', '%I:%M:%S %p', '%I:%M %p'];

/** Dates and timestamps in a format of strptime, whose texts also match patterns. */
function formatted(
  format: string,
  declared: 'date' | 'timestamp',
  { written, shape }: { written: string; shape?: string },
): TextForm {
  const sql = quoteText(format);
  const type = declared === 'date' ? 'DATE' : 'TIMESTAMP';
  return {
    declared,
    type,
    format,
    fits: (text) =>
      onlyIf(`regexp_matches(${text}, ${quoteText(written)})`, `try_strptime(${text}, ${sql}) IS NOT NULL`),
    cast: (text) => `CAST(strptime(${text}, ${sql}) AS ${type})`,
    ...(shape === undefined ? {} : { shape }),
  };
}

// strptime takes 24 for the year 24.
const fullYear = '[0-9]{4}';

/** How many digits a date has whose format nobody said: 1.2.24 is a version, and 1-2-24 a score. */
function digitsOf(order: string, sign: string): string {
  if (order.includes('%Y')) return fullYear;
  const year = order.startsWith('%y') ? '^\\s*[0-9]{2}/' : '/[0-9]{2}(?:[^0-9]|$)';
  return sign === '/' ? year : '^\\s*[0-9]{2}[-.][0-9]{2}[-.][0-9]{2}(?:[^0-9]|$)';
}

const orders = ['%d$%m$%Y', '%m$%d$%Y', '%d$%m$%y', '%m$%d$%y', '%y$%m$%d'];

function formattedDates({ date_format }: ReaderOptions): TextForm[] {
  if (date_format !== undefined) {
    const written = date_format.includes('%Y') ? fullYear : '';
    return /%[HI]/.test(date_format)
      ? [formatted(date_format, 'timestamp', { written })]
      : [
          formatted(date_format, 'date', { written }),
          ...timesOfDay.map((time) => formatted(`${date_format} ${time}`, 'timestamp', { written })),
        ];
  }
  return ['/', '-', '.'].flatMap((sign) => {
    const shape = `^\\s*[0-9]{1,4}[${sign}][0-9]{1,2}[${sign}][0-9]{1,4}`;
    return orders.flatMap((order) => {
      const date = order.replaceAll('$', sign);
      const written = digitsOf(order, sign);
      return [
        formatted(date, 'date', { written, shape: `${shape}\\s*$` }),
        ...timesOfDay.map((time) =>
          formatted(`${date} ${time}`, 'timestamp', { written, shape: `${shape}\\s+[0-9]` }),
        ),
      ];
    });
  });
}

/** The forms that are tried, in this order: the first that all values fit is taken. The last fits everything. */
export function formsOf(options: ReaderOptions): TextForm[] {
  return [truths, ...wholeNumbers(), fractions(options), ...momentsOf(options), asText];
}

/** Those of text that is no number, as strings of JSON are. */
export function momentsOf(options: ReaderOptions): TextForm[] {
  const iso = [isoDates, ...isoMoments, times];
  const others = formattedDates(options);
  return options.date_format === undefined ? [...iso, ...others] : [...others, ...iso];
}

/** Those of a declared type. */
export function formsOfType(type: DeclaredType, options: ReaderOptions): TextForm[] {
  if (type === 'text') return [asText];
  if (type === 'boolean') return [truths, digits];
  const all = [...declaredNumbers(options), ...momentsOf(options)];
  return all.filter(({ declared }) => declared === type);
}

// What is kept of a column whose values are codes, keys or categories: every character. True and false are no codes.
const codeForms: readonly TextForm[] = [truths, asText];

/** The forms of a column of a CSV, by what is declared of it and what it is used for. */
export function formsOfColumn(
  column: string,
  { options = {}, text = [], booleans = [] }: Pick<TableFile, 'options' | 'text' | 'booleans'>,
): readonly TextForm[] {
  const declared = options.types?.[column];
  if (declared !== undefined) return formsOfType(declared, options);
  if (text.includes(column)) return codeForms;
  return booleans.includes(column) ? [answers, ...formsOf(options)] : formsOf(options);
}
