// Spelled out instead of \p{…}: what a sign-off means must not change with the Unicode version of a Node release.
const unprintable = [
  '\\0-\\x1f\\x7f-\\x9f', // C0 and C1 controls, line breaks among them
  '\\xad\\u180e\\u200b\\u2060-\\u2064\\ufeff', // invisible: soft hyphen, zero width space, word joiner, byte order mark
  '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u206f', // bidirectional: they reorder what is shown
  '\\u2028\\u2029', // line and paragraph separator
  '\\ufff9-\\uffff\\u{e0000}-\\u{e0fff}', // annotation, tag and other characters without a shape
  '\\ud800-\\udfff', // surrogates that are not part of a pair
];
const unprintableCharacter = new RegExp(`[${unprintable.join('')}]`, 'u');

/** Whether a line shows what it says: no control, bidirectional or invisible characters, no line breaks. */
export function isPrintable(line: string): boolean {
  return !unprintableCharacter.test(line);
}
