/** A name as an SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path as an SQL literal in which nothing is a pattern. */
export function quotePath(path: string): string {
  return quoteText(path.replaceAll(/[[*?]/g, '[$&]'));
}
