import type { ReaderOptions } from './reader-options.ts';
import { asText, castTo, form, matching, onlyIf, readsAs, type TextForm } from './text-form.ts';

// A number has no leading zeros, no sign that it does not need, and no digits in groups: those are codes.
const whole = '-?(?:0|[1-9][0-9]*)';

/** Whole numbers, by how many digits they have. */
export function wholeNumbers(): TextForm[] {
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
export function fractions({ decimal = '.' }: ReaderOptions, digits = whole): TextForm {
  const sign = decimal === '.' ? '\\.' : ',';
  const pattern = `${digits}(?:${sign}[0-9]*)?${exponent}|-?${sign}[0-9]+${exponent}|(?i:nan|-?inf|-?infinity)`;
  const point = (text: string) => (decimal === '.' ? text : `replace(${text}, ',', '.')`);
  return form('number', 'DOUBLE', matching(pattern), (text) => castTo('DOUBLE')(point(text)));
}

// What is declared to be a number may have a sign and zeros that it does not need.
const anyWhole = '[-+]?[0-9]+';

/** What may be declared to be a number. */
export function declaredNumbers(options: ReaderOptions): TextForm[] {
  const isLoose = matching(anyWhole);
  return [
    ...wholeNumbers(),
    form('number', 'HUGEINT', (text) => onlyIf(isLoose(text), readsAs('HUGEINT')(text))),
    fractions(options, anyWhole),
  ];
}
