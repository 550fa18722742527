const longest = 200;

/** A text of a report for people to read: one line, at most 200 characters, with an ellipsis where it is cut. */
export function clip(text: string): string {
  const plain = text.replaceAll(/\p{Cc}+/gu, ' ').toWellFormed();
  return plain.length > longest ? `${plain.slice(0, longest).toWellFormed()}…` : plain;
}
