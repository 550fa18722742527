import type { Distribution } from './distribution.ts';
import { type GridKind, linearExponent, linearKey, logarithmicKey } from './dyadic-grid.ts';

/** Counts values that come in pieces. NaN is counted apart; infinities are values. */
export interface ValueCounter {
  /** Adds the first `n` of `values`; gives how many of them are NaN. */
  add(values: Float64Array, n: number): number;
  finish(): Distribution;
}

// The most bins of a linear grid, where it is not said.
const usualBins = 4096;
// A logarithmic one has 128 to the octave, however many it takes, and up to 4096 where they are few.
const [coarsest, finest, fewBins] = [7, 12, 2 ** 15];

/** Every value: keeps all of them in memory. */
export function countExactly(most: number): ValueCounter {
  let kept = new Float64Array(most);
  let n = 0;
  return {
    add(values, count) {
      const before = n;
      for (let i = 0; i < count; i++) {
        const value = values[i] as number;
        if (!Number.isNaN(value)) kept[n++] = value;
      }
      return count - (n - before);
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
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) if (isFirst(i)) distinct++;
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
export function countOnGrid(
  kind: GridKind,
  { min, max }: { min: number; max: number },
  mostBins = usualBins,
): ValueCounter {
  const exponent = linearExponent(min, max, mostBins);
  const resolution = resolutionBetween(min, max);
  const scale = 2 ** -exponent;
  const keyOf = (value: number) =>
    kind === 'linear' ? linearKey(value, exponent) : logarithmicKey(value, resolution);
  const first = keyOf(min);
  const bins = keyOf(max) - first + 1;
  // Low, high and count of a bin stand side by side, because to fetch them takes longer than all else.
  const groups = new Float64Array(4 * bins);
  for (let at = 0; at < groups.length; at += 4) {
    groups[at] = Number.POSITIVE_INFINITY;
    groups[at + 1] = Number.NEGATIVE_INFINITY;
  }
  let [below, above] = [0, 0];
  const put = (value: number, bin: number) => {
    const at = 4 * bin;
    if (value < (groups[at] as number)) groups[at] = value;
    if (value > (groups[at + 1] as number)) groups[at + 1] = value;
    groups[at + 2] = (groups[at + 2] as number) + 1;
  };
  // How many of what is no value between the ends is missing: 1 or 0.
  const putOutside = (value: number) => {
    if (value === Number.POSITIVE_INFINITY) above++;
    else if (value === Number.NEGATIVE_INFINITY) below++;
    else if (!Number.isNaN(value)) throw new RangeError(`${value} is not between ${min} and ${max}`);
    return Number.isNaN(value) ? 1 : 0;
  };
  return {
    add(values, n) {
      let missing = 0;
      if (kind === 'linear')
        for (let i = 0; i < n; i++) {
          const value = values[i] as number;
          if (value >= min && value <= max) put(value, (Math.floor(value * scale) - first) | 0);
          else missing += putOutside(value);
        }
      else
        for (let i = 0; i < n; i++) {
          const value = values[i] as number;
          if (value >= min && value <= max) put(value, logarithmicKey(value, resolution) - first);
          else missing += putOutside(value);
        }
      return missing;
    },
    finish() {
      let used = 0;
      for (let at = 0; at < groups.length; at += 4) if ((groups[at + 2] as number) > 0) used++;
      const [low, high, count] = [new Float64Array(used), new Float64Array(used), new Float64Array(used)];
      for (let at = 0, group = 0; group < used; at += 4) {
        if (groups[at + 2] === 0) continue;
        low[group] = groups[at] as number;
        high[group] = groups[at + 1] as number;
        count[group++] = groups[at + 2] as number;
      }
      return withInfinities({ low, high, count }, below, above);
    },
  };
}

function resolutionBetween(min: number, max: number): number {
  let resolution = finest;
  while (
    resolution > coarsest &&
    logarithmicKey(max, resolution) - logarithmicKey(min, resolution) >= fewBins
  )
    resolution--;
  return resolution;
}

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
