/** A place in a file; line and column count from 1. */
export interface Spot {
  line: number;
  column: number;
}

/** A path in a pack, which has the shape of policies/, as it would be there. */
export function belowPack(path: string): string {
  return path.replace(/^packs\/[^/]+\//, '');
}

/** The source with comments and the insides of strings made blank, so that what is left is code, in its place. */
export function codeOf(text: string): string {
  return text.replace(/#[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|`[^`]*`/g, (found) => found.replace(/[^\n]/g, ' '));
}

export function spotAt(text: string, index: number): Spot {
  const before = text.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1) as string).length + 1 };
}

/** Where a pattern occurs in code, outside of comments and strings. */
export function spotsOf(text: string, pattern: RegExp): Spot[] {
  const code = codeOf(text);
  return [...code.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))].map(({ index }) =>
    spotAt(text, index),
  );
}

/** Where a rule `rules.<key>` or `rules["<key>"]` begins; with an empty key, one that has none. */
export function spotOfRule(text: string, key: string): Spot {
  const named = new RegExp(`^rules(?:\\.${key}\\b|\\["${key}"\\])`, 'm');
  const found = text.match(key === '' ? /^rules(?!\.|\[")/m : named);
  return found?.index === undefined ? { line: 1, column: 1 } : spotAt(text, found.index);
}
