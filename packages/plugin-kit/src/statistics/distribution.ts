/**
 * Values in ascending order, counted in groups that do not overlap: group i holds `count[i]` values from `low[i]` to
 * `high[i]`, both of which occur. Where they are equal the group is a single value, and nothing of it is unknown: a
 * distribution of such groups alone is exact.
 */
export interface Distribution {
  low: Float64Array;
  high: Float64Array;
  count: Float64Array;
}

/** Two distributions side by side, cut into the same groups. */
export interface Steps {
  low: Float64Array;
  high: Float64Array;
  reference: Float64Array;
  current: Float64Array;
  /** The sums of `reference` and `current`. */
  totals: { reference: number; current: number };
}

export function totalOf({ count }: Distribution): number {
  let sum = 0;
  for (let i = 0; i < count.length; i++) sum += count[i] as number;
  return sum;
}

/** Lays two distributions side by side: groups that overlap become one step, from the lowest of them to the highest. */
export function alignSteps(reference: Distribution, current: Distribution): Steps {
  const most = reference.low.length + current.low.length;
  const [low, high, references, currents] = [0, 0, 0, 0].map(() => new Float64Array(most)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let [i, j, last] = [0, 0, -1];
  while (i < reference.low.length || j < current.low.length) {
    const fromReference =
      j >= current.low.length ||
      (i < reference.low.length && (reference.low[i] as number) <= (current.low[j] as number));
    const side = fromReference ? reference : current;
    const index = fromReference ? i++ : j++;
    const [from, to] = [side.low[index] as number, side.high[index] as number];
    if (last < 0 || from > (high[last] as number)) {
      last++;
      low[last] = from;
      high[last] = to;
    } else high[last] = Math.max(high[last] as number, to);
    const counts = fromReference ? references : currents;
    counts[last] = (counts[last] as number) + (side.count[index] as number);
  }
  return {
    low: low.slice(0, last + 1),
    high: high.slice(0, last + 1),
    reference: references.slice(0, last + 1),
    current: currents.slice(0, last + 1),
    totals: { reference: totalOf(reference), current: totalOf(current) },
  };
}
