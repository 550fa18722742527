const longest = 300;
// Seven digits and more, or an IP address; a decimal number tells what was measured and stays.
const numbered = /(?<![\d.])(?:\d(?:[ -]?\d){6,}|\d+(?:\.\d+){3})/g;
// An apostrophe within a word neither opens nor closes a quotation.
const quoted = /(?<![\p{L}\p{N}])'(?:[^']|'(?=[\p{L}\p{N}]))*'|"[^"]*"|`[^`]*`/gu;

/**
 * A message without the values that a tool may have put into it: what is quoted, e-mail addresses and long numbers keep
 * their shape only (letters a or A, digits #); one line, cut.
 */
export function mask(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  const masked = line
    .slice(0, 4 * longest)
    .replaceAll(quoted, shape)
    .replaceAll(/[^\s@]+@[^\s@]+/g, shape)
    .replaceAll(numbered, shape)
    .toWellFormed();
  return masked.length > longest ? `${masked.slice(0, longest).toWellFormed()}…` : masked;
}

function shape(text: string): string {
  return text
    .replaceAll(/\p{Nd}/gu, '#')
    .replaceAll(/\p{Lu}/gu, 'A')
    .replaceAll(/[\p{Ll}\p{Lo}\p{M}]/gu, 'a');
}
