import { quoteText } from '@gatehouse/plugin-kit/table';

// A text that holds a kind matches one of these as it was written, before plain-text.ts has seen it. Short, and of
// ASCII where that will do: RE2 runs them all at once, in linear time, as long as its automaton stays small.
const traces = [
  '[@＠﹫]',
  // Escapes and entities: anything may be behind them.
  '%[0-9A-Fa-f]{2}|\\\\[ux][0-9A-Fa-f]{2}|&#|&commat',
  // Seven digits with little between them, or one that is no ASCII.
  '(?:[0-9][^A-Za-z0-9]{0,4}){7}|[^0-9\\PN]',
  '[0-9]\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]',
  '(?:[0-9A-Fa-f]{0,4}:){3}',
  // An IBAN whose account has more letters than digits, and an Italian tax code.
  '[A-Za-z]{2}[^A-Za-z0-9]?[0-9]{2}(?:[^A-Za-z0-9]?[A-Za-z0-9]{4}){2}[^A-Za-z0-9]?[A-Za-z0-9]{3}',
  '[A-Za-z]{6}[0-9A-Za-z]{2}[A-Za-z][0-9A-Za-z]{2}[A-Za-z][0-9A-Za-z]{3}[A-Za-z]',
  '[A-Za-z]{3}[^A-Za-z0-9][A-Za-z]{3}[^A-Za-z0-9][0-9A-Za-z]{5}[^A-Za-z0-9][0-9A-Za-z]{5}',
  // What cannot be seen may stand anywhere.
  '\\p{Cf}',
  // `(at)`, and ` at ` with a dot behind the next word.
  '[(\\[{<] ?(?i:at|ät|arroba|arobase) ?[)\\]}>]',
  ' (?i:at|ät|arroba|arobase) [^ ]{1,63}(?:\\.| ?[(\\[{<]| (?i:dot|punkt|punto|point) )',
];

/** Boolean SQL: whether a text may hold personal data of any kind. */
export function mayHold(text: string): string {
  return `regexp_matches(${text}, ${quoteText(traces.join('|'))})`;
}
