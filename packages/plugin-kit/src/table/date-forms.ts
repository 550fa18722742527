import { quoteText } from './quote.ts';
import type { ReaderOptions } from './reader-options.ts';
import { form, matching, onlyIf, readsAs, type TextForm } from './text-form.ts';

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

/** Those of text that is no number, as strings of JSON are. */
export function momentsOf(options: ReaderOptions): TextForm[] {
  const iso = [isoDates, ...isoMoments, times];
  const others = formattedDates(options);
  return options.date_format === undefined ? [...iso, ...others] : [...others, ...iso];
}
