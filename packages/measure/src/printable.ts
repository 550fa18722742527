/** Text of a stranger as one printable line: no control, format or surrogate characters, and not endless. */
export function printable(text: string, length = 500): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
