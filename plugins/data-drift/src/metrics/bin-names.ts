/** The upper end of a bin: values up to `value`, itself included or not. */
export interface Edge {
  value: number;
  inclusive: boolean;
}

/** The bins between edges, in interval notation. */
export function binNames(edges: readonly Edge[]): string[] {
  const ends = [undefined, ...edges, undefined];
  return ends.slice(1).map((to, index) => {
    const from = ends[index];
    const left = from === undefined ? '(-inf' : `${from.inclusive ? '(' : '['}${from.value}`;
    return to === undefined ? `${left}, inf)` : `${left}, ${to.value}${to.inclusive ? ']' : ')'}`;
  });
}
