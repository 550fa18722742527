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

/** Of each group of values the first and the last of the bins that it may lie in. */
export interface Places {
  from: Uint32Array;
  to: Uint32Array;
}

/** In which quantile bins of the reference the groups of a distribution lie. */
export function placeGroups(reference: Distribution, bins: number): (groups: Distribution) => Places {
  const quantiles = readQuantiles(reference, bins).map(({ within }) => within);
  const [lows, highs] = [quantiles.map(({ low }) => low), quantiles.map(({ high }) => high)];
  // A known value on which several quantiles fall has a bin of its own, between two of them.
  const own = new Set(
    quantiles
      .filter(({ low, high }, k) => low === high && highs[k - 1] === low && lows[k - 1] === low)
      .map(({ low }) => low),
  );
  const binsOf = (values: Float64Array, ends: readonly number[]) => {
    const found = new Uint32Array(values.length);
    let below = 0;
    for (let group = 0; group < values.length; group++) {
      const value = values[group] as number;
      while (below < ends.length && (ends[below] as number) < value) below++;
      found[group] = ends[below] === value && own.has(value) ? below + 1 : below;
    }
    return found;
  };
  return ({ low, high }) => ({ from: binsOf(low, highs), to: binsOf(high, lows) });
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
  const known = ({ from, to }: Places) => {
    for (let group = 0; group < from.length; group++) if (from[group] !== to[group]) return false;
    return true;
  };
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
    const places = sides[side];
    for (const [group, from] of places.from.entries()) {
      const to = places.to[group] as number;
      const share = (groups.count[group] as number) / total;
      for (const range of ranges.slice(from, to + 1)) {
        range[side].most += share;
        if (from === to) range[side].least += share;
      }
    }
  }
  return ranges;
}
