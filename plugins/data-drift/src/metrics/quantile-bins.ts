/** The upper end of a bin: values up to `value`, itself included or not. */
export interface Edge {
  value: number;
  inclusive: boolean;
}

/**
 * Turns quantiles of the reference (ascending) into the ends of bins, all but the last, which is open. Bins are
 * (from, to]; quantiles that fall on one value are merged, and that value gets a bin of its own, because a value so
 * frequent would hide what happens beside it.
 */
export function quantileEdges(quantiles: readonly number[]): Edge[] {
  // A quantile at or between infinities bounds nothing.
  const finite = quantiles.filter(Number.isFinite);
  return [...new Set(finite)].flatMap((value) => {
    const upTo = { value, inclusive: true };
    const repeated = finite.indexOf(value) !== finite.lastIndexOf(value);
    return repeated ? [{ value, inclusive: false }, upTo] : [upTo];
  });
}

/** The largest number in the bin below an edge: what `x <= …` must compare with. */
export function bound({ value, inclusive }: Edge): number {
  return inclusive ? value : nextBelow(value);
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

/** The next smaller double of a finite number. */
function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return bits.getFloat64(0);
}
