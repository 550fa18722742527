import type { Steps } from '@gatehouse/plugin-kit/statistics';
import { binNames, type Edge } from './bin-names.ts';
import type { BinCounts } from './psi.ts';
import { readQuantiles } from './quantiles.ts';

/** A bin of numbers, as the evidence shows it. */
export interface NamedBin extends BinCounts {
  bin: string;
}

/**
 * Counts both sides between quantiles of the reference. The counts are exact: where a quantile falls into a step of
 * several values, the bin ends with that step. Bins are (from, to]; quantiles that fall on one value are merged, and
 * that value gets a bin of its own, because a value so frequent would hide what happens beside it.
 */
export function quantileBins(steps: Steps, bins: number): NamedBin[] {
  return countBins(steps, quantileEdges(steps, bins));
}

/** Counts both sides in bins that end at `edges`; no step may lie across one. */
export function countBins({ low, high, reference, current }: Steps, edges: readonly Edge[]): NamedBin[] {
  const counted: NamedBin[] = binNames(edges).map((bin) => ({ bin, reference: 0, current: 0 }));
  let at = 0;
  for (let i = 0; i < low.length; i++) {
    while (at < edges.length && !isBelow(high[i] as number, edges[at] as Edge)) at++;
    const bin = counted[at] as NamedBin;
    bin.reference += reference[i] as number;
    bin.current += current[i] as number;
  }
  return counted;
}

function isBelow(value: number, edge: Edge): boolean {
  return edge.inclusive ? value <= edge.value : value < edge.value;
}

function quantileEdges(steps: Steps, bins: number): Edge[] {
  const quantiles = readQuantiles({ ...steps, count: steps.reference }, bins);
  return quantiles.flatMap(({ low, high }, index) => {
    if (quantiles[index - 1]?.high === high) return [];
    const upTo = { value: high, inclusive: true };
    return quantiles[index + 1]?.high === high ? [{ value: low, inclusive: false }, upTo] : [upTo];
  });
}
