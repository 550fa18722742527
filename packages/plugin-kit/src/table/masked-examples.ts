/** Values that look alike: their shape, in which letters are a or A and digits 9, and how many rows have it. */
export interface MaskedExample {
  shape: string;
  rows: number;
}

const longest = 40;

/** The shape of a value, in SQL: no value itself leaves the table. Null is `null`. */
export function maskedShape(expression: string): string {
  const text = `left(CAST(${expression} AS VARCHAR), ${longest})`;
  const capitals = `regexp_replace(${text}, '\\p{Lu}', 'A', 'g')`;
  const letters = `regexp_replace(${capitals}, '[^\\P{L}A]', 'a', 'g')`;
  return `coalesce(regexp_replace(${letters}, '\\p{N}', '9', 'g'), 'null')`;
}
