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
  return count.reduce((sum, one) => sum + one, 0);
}

/** From one group for each value: [value, count] in any order. Equal values are added up. */
export function exactDistribution(values: Float64Array, counts: Float64Array): Distribution {
  return collect(values, values, counts);
}

/** From groups in any order: those that overlap or touch become one. */
export function collect(low: Float64Array, high: Float64Array, count: Float64Array): Distribution {
  const order = ascending(low);
  const [lows, highs, counts] = [low, high, count].map(() => new Float64Array(low.length)) as Columns;
  let last = -1;
  for (const index of order) {
    const [from, to, n] = [low[index] as number, high[index] as number, count[index] as number];
    if (last >= 0 && from <= (highs[last] as number)) {
      highs[last] = Math.max(highs[last] as number, to);
      counts[last] = (counts[last] as number) + n;
    } else {
      last++;
      lows[last] = from;
      highs[last] = to;
      counts[last] = n;
    }
  }
  return {
    low: lows.slice(0, last + 1),
    high: highs.slice(0, last + 1),
    count: counts.slice(0, last + 1),
  };
}

type Columns = [Float64Array, Float64Array, Float64Array];

function ascending(values: Float64Array): Uint32Array {
  const order = Uint32Array.from(values, (_, index) => index);
  const sorted = values.every((value, index) => index === 0 || value >= (values[index - 1] as number));
  return sorted ? order : order.sort((a, b) => (values[a] as number) - (values[b] as number));
}

/** Lays two distributions side by side: groups that overlap become one step, from the lowest of them to the highest. */
export function alignSteps(reference: Distribution, current: Distribution): Steps {
  const most = reference.low.length + current.low.length;
  const [low, high, references, currents] = [0, 0, 0, 0].map(() => new Float64Array(most)) as [
    ...Columns,
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
