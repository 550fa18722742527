import { type Distribution, totalOf } from '@gatehouse/plugin-kit/statistics';
import { readQuantiles } from './quantiles.ts';

/** What is known of a bin: shares of reference and current, from the least to the most. */
export interface BinRange {
  reference: ShareRange;
  current: ShareRange;
}

export interface ShareRange {
  least: number;
  most: number;
}

/** The first and the last of the bins that a group of values may lie in. */
export interface Place {
  from: number;
  to: number;
}

/** In which quantile bins of the reference the groups of a distribution lie. */
export function placeGroups(reference: Distribution, bins: number): (groups: Distribution) => Place[] {
  const quantiles = readQuantiles(reference, bins).map(({ within }) => within);
  const [lows, highs] = [quantiles.map(({ low }) => low), quantiles.map(({ high }) => high)];
  // A known value on which several quantiles fall has a bin of its own, between two of them.
  const own = new Set(
    quantiles
      .filter(({ low, high }, k) => low === high && highs[k - 1] === low && lows[k - 1] === low)
      .map(({ low }) => low),
  );
  const firstBin = (value: number) => countBelow(highs, value) + (own.has(value) ? 1 : 0);
  const lastBin = (value: number) => countBelow(lows, value) + (own.has(value) ? 1 : 0);
  return ({ low, high }) =>
    Array.from(low, (from, group) => ({ from: firstBin(from), to: lastBin(high[group] as number) }));
}

/**
 * The quantile bins of the reference where a group of several values lies across an edge, or across all places where an
 * edge may be: any of its values may lie on either side. Undefined where none does, and every bin is known.
 */
export function rangesOfBins(
  reference: Distribution,
  current: Distribution,
  bins: number,
): BinRange[] | undefined {
  const place = placeGroups(reference, bins);
  const known = (places: Place[]) => places.every(({ from, to }) => from === to);
  const sides = { reference: place(reference), current: place(current) };
  if (known(sides.reference) && known(sides.current)) return undefined;
  const ranges: BinRange[] = Array.from({ length: bins }, () => ({
    reference: { least: 0, most: 0 },
    current: { least: 0, most: 0 },
  }));
  for (const [side, groups] of [
    ['reference', reference],
    ['current', current],
  ] as const) {
    const total = totalOf(groups);
    for (const [group, { from, to }] of sides[side].entries()) {
      const share = (groups.count[group] as number) / total;
      for (const range of ranges.slice(from, to + 1)) {
        range[side].most += share;
        if (from === to) range[side].least += share;
      }
    }
  }
  return ranges;
}

/** How many of ascending numbers are smaller. */
function countBelow(ascending: readonly number[], value: number): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ascending[middle] as number) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
