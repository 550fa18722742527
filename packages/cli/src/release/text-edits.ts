import { isMap, isNode, isPair, isScalar, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';

/** Changes of a YAML text where its nodes stand: every other byte stays as it was. */
export interface TextEdit {
  from: number;
  to: number;
  text: string;
}

/** What lies within another edit goes with it. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const isWithin = (one: TextEdit, other: TextEdit) =>
    other !== one &&
    other.from <= one.from &&
    one.to <= other.to &&
    other.to - other.from > one.to - one.from;
  const outer = edits.filter((one) => !edits.some((other) => isWithin(one, other)));
  const backwards = outer.sort((one, other) => other.from - one.from);
  return backwards.reduce(
    (whole, { from, to, text: part }) => whole.slice(0, from) + part + whole.slice(to),
    text,
  );
}

/** The pair of a key with a value that stands somewhere; null where there is none. */
export function pairOf(map: unknown, key: string): Pair<Scalar, Node> | null {
  const pair = isMap(map) ? map.items.find((one) => isScalar(one.key) && one.key.value === key) : undefined;
  return isPair(pair) && isNode(pair.value) ? (pair as Pair<Scalar, Node>) : null;
}

/** Puts another value, as YAML on one line, in the place of what a key has. */
export function replaceValue(text: string, { key, value }: Pair<Scalar, Node>, yaml: string): TextEdit {
  return { from: key.range?.[1] as number, to: endOf(text, value), text: `: ${yaml}` };
}

/** Takes a key away: with its lines, or with its comma where it stands in braces. */
export function removePair(text: string, map: YAMLMap, pair: Pair<Scalar, Node>): TextEdit {
  const [start, end] = [pair.key.range?.[0] as number, endOf(text, pair.value as Node)];
  const index = map.items.indexOf(pair);
  const [before, after] = [map.items[index - 1], map.items[index + 1]] as (Pair<Scalar, Node> | undefined)[];
  const next = after?.key.range?.[0] as number | undefined;
  if (map.flow)
    return before
      ? { from: endOf(text, before.value as Node), to: end, text: '' }
      : { from: start, to: next ?? end, text: '' };
  const line = text.lastIndexOf('\n', start - 1) + 1;
  // The first key of an item stands behind its dash, which stays.
  if (text.slice(line, start).trim() !== '') return { from: start, to: next ?? end, text: next ? '' : '{}' };
  const below = text.indexOf('\n', end);
  return { from: line, to: below === -1 ? text.length : below + 1, text: '' };
}

/** A text as a YAML scalar that is read as text. */
export function scalar(value: string): string {
  return /^[A-Za-z][\w .,-]*$|^\d+\.\d+\.[\w.+-]+$/.test(value) ? value : JSON.stringify(value);
}

// A block ends behind its last line.
function endOf(text: string, node: Node | null): number {
  const end = node?.range?.[1] as number;
  return text.slice(0, end).trimEnd().length;
}
