import type { Distribution } from './distribution.ts';
import { coarsen, type GridKind, linearExponent, linearKey, logarithmicKey } from './dyadic-grid.ts';

/** Counts values that come in pieces. NaN is counted apart; infinities are values. */
export interface ValueCounter {
  /** Adds the first `n` of `values`. */
  add(values: Float64Array, n: number): void;
  finish(): Distribution;
}

/** The most bins of a linear grid; a logarithmic one has 128 to the octave, however many it takes. */
export const mostBins = 4096;
const resolution = 7;

/** Every value: keeps all of them in memory. */
export function countExactly(most: number): ValueCounter {
  let kept = new Float64Array(most);
  let n = 0;
  return {
    add(values, count) {
      for (let i = 0; i < count; i++) {
        const value = values[i] as number;
        if (!Number.isNaN(value)) kept[n++] = value;
      }
    },
    finish() {
      const distribution = runsOf(kept.subarray(0, n).sort());
      kept = new Float64Array(0);
      return distribution;
    },
  };
}

function runsOf(sorted: Float64Array): Distribution {
  const isFirst = (i: number) => i === 0 || sorted[i] !== sorted[i - 1];
  const distinct = sorted.reduce((sum, _, i) => (isFirst(i) ? sum + 1 : sum), 0);
  const [value, count] = [new Float64Array(distinct), new Float64Array(distinct)];
  let at = -1;
  for (let i = 0; i < sorted.length; i++) {
    if (isFirst(i)) value[++at] = sorted[i] as number;
    count[at] = (count[at] as number) + 1;
  }
  return { low: value, high: value, count };
}

/**
 * On a grid of the kind, between the smallest and the largest finite value. Throws RangeError for a value beyond them.
 */
export function countOnGrid(kind: GridKind, { min, max }: { min: number; max: number }): ValueCounter {
  const exponent = linearExponent(min, max, mostBins);
  const keyOf = (value: number) =>
    kind === 'linear' ? linearKey(value, exponent) : logarithmicKey(value, resolution);
  const first = keyOf(min);
  const bins = keyOf(max) - first + 1;
  const scale = 2 ** -exponent;
  const isLinear = kind === 'linear';
  const [low, high, count] = [0, 0, 0].map(() => new Float64Array(bins)) as Columns;
  low.fill(Number.POSITIVE_INFINITY);
  high.fill(Number.NEGATIVE_INFINITY);
  let [below, above] = [0, 0];
  return {
    add(values, n) {
      for (let i = 0; i < n; i++) {
        const value = values[i] as number;
        const bin = (isLinear ? Math.floor(value * scale) : logarithmicKey(value, resolution)) - first;
        if (value >= min && value <= max) {
          if (value < (low[bin] as number)) low[bin] = value;
          if (value > (high[bin] as number)) high[bin] = value;
          count[bin] = (count[bin] as number) + 1;
        } else if (value === Number.POSITIVE_INFINITY) above++;
        else if (value === Number.NEGATIVE_INFINITY) below++;
        else if (!Number.isNaN(value)) throw new RangeError(`${value} is not between ${min} and ${max}`);
      }
    },
    finish() {
      const used = (column: Float64Array) => column.filter((_, bin) => (count[bin] as number) > 0);
      const finite = { low: used(low), high: used(high), count: used(count) };
      return withInfinities(coarsen(finite, kind, Number.POSITIVE_INFINITY), below, above);
    },
  };
}

type Columns = [Float64Array, Float64Array, Float64Array];

function withInfinities({ low, high, count }: Distribution, below: number, above: number): Distribution {
  if (below + above === 0) return { low, high, count };
  const around = (column: Float64Array, before: number, after: number) =>
    Float64Array.from([...(below > 0 ? [before] : []), ...column, ...(above > 0 ? [after] : [])]);
  const [first, last] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return {
    low: around(low, first, last),
    high: around(high, first, last),
    count: around(count, below, above),
  };
}
