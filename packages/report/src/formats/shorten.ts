/** At most so many UTF-16 units of a text, an ellipsis for what is left out; no character is cut in two. */
export function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…` : text;
}
