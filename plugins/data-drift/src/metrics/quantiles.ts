import { type Distribution, totalOf } from '@gatehouse/plugin-kit/statistics';
import { interpolate, quantilePositions } from './quantile-positions.ts';

/** A quantile: a value, or the group of several values that it lies in. */
export interface Quantile {
  low: number;
  high: number;
  /** Where it lies for certain; one value where it is known. */
  within: { low: number; high: number };
}

/** The quantiles at 1/bins, 2/bins, … of a distribution, but for those at or between infinities, which bound nothing. */
export function readQuantiles(distribution: Distribution, bins: number): Quantile[] {
  const { low, high, count } = distribution;
  const upTo = new Float64Array(count.length);
  let sum = 0;
  for (let i = 0; i < upTo.length; i++) {
    sum += count[i] as number;
    upTo[i] = sum;
  }
  const valueAt = ({ below, above, share }: ReturnType<typeof quantilePositions>[number]): Quantile => {
    const [first, last] = [firstAtLeast(upTo, below), firstAtLeast(upTo, above)];
    const [from, to] = [low[first] as number, high[last] as number];
    if (first === last) return { low: from, high: to, within: { low: from, high: to } };
    const value = interpolate(high[first] as number, low[last] as number, share);
    const isKnown = from === high[first] && low[last] === to;
    const within = isKnown ? { low: value, high: value } : { low: from, high: to };
    for (let group = first + 1; group <= last; group++)
      if (value >= (low[group] as number) && value < (high[group] as number))
        return { low: low[group] as number, high: high[group] as number, within };
    return { low: value, high: value, within };
  };
  return quantilePositions(totalOf(distribution), bins)
    .map(valueAt)
    .filter((quantile) => Number.isFinite(quantile.low) && Number.isFinite(quantile.high));
}

function firstAtLeast(ascending: Float64Array, wanted: number): number {
  let [from, to] = [0, ascending.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ascending[middle] as number) >= wanted) to = middle;
    else from = middle + 1;
  }
  return from;
}
