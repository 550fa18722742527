import { alignSteps, type Distribution, type Steps, undecidedSteps } from '@gatehouse/plugin-kit/statistics';
import type { Range } from '@gatehouse/plugin-kit/table';
import { placeGroups } from '../metrics/bin-ranges.ts';
import type { CloserLook } from '../sides.ts';

// Values that are fetched at once, of both tables: 8 bytes each.
const mostValues = 2_000_000;
const binsOfALook = 32_768;
const mostLooks = 128;

/** Both sides of a column. */
export interface Both<Item> {
  reference: Item;
  current: Item;
}

/**
 * Looks closer where groups of several values leave a number open: they are counted value by value, and what would be
 * too many for that in finer bins first. So the numbers are those of all values. A side without values at hand stays.
 *
 * Source: selection in several passes, Munro & Paterson, "Selection and sorting with limited storage", Theoretical
 * Computer Science 12 (1980).
 *
 * @param findOpen ranges that a number depends on, such as `openBins`
 */
export async function lookCloser(
  closer: Both<CloserLook | undefined>,
  counted: Both<Distribution>,
  findOpen: (counted: Both<Distribution>) => Range[],
): Promise<Both<Distribution>> {
  let { reference, current } = counted;
  const settled = new Set<number>();
  for (let look = 0; look < mostLooks; look++) {
    const steps = alignSteps(closer.reference ? reference : noValues, closer.current ? current : noValues);
    const open = stepsAcross(steps, findOpen({ reference, current })).filter(({ min }) => !settled.has(min));
    if (open.length === 0) break;
    const { ranges, count, isLast } = chooseLook(open);
    const [before, after] = [
      closer.reference ? replaceWithin(reference, ranges, await count(closer.reference)) : reference,
      closer.current ? replaceWithin(current, ranges, await count(closer.current)) : current,
    ];
    if (isLast) return { reference: before, current: after };
    // Nothing closer to see: two doubles side by side, or a side that stays.
    if (before.low.length === reference.low.length && after.low.length === current.low.length)
      for (const { min } of ranges) settled.add(min);
    [reference, current] = [before, after];
  }
  return { reference, current };
}

const noValues: Distribution = {
  low: new Float64Array(),
  high: new Float64Array(),
  count: new Float64Array(),
};

/** A distribution in which the quantiles of so many bins are known: the values around them are groups of their own. */
export async function knowQuantiles(
  closer: CloserLook,
  counted: Distribution,
  bins: number,
): Promise<Distribution> {
  const one = { reference: closer, current: undefined };
  const both = { reference: counted, current: noValues };
  return (await lookCloser(one, both, (found) => openBins(found, bins))).reference;
}

/** Groups that lie across an edge of a quantile bin of the reference: on them every binned metric depends. */
export function openBins({ reference, current }: Both<Distribution>, bins: number): Range[] {
  const place = placeGroups(reference, bins);
  const open: Range[] = [];
  for (const groups of [reference, current]) {
    const { from, to } = place(groups);
    for (let group = 0; group < from.length; group++)
      if (from[group] !== to[group]) open.push(rangeOf(groups, group));
  }
  return open;
}

/** Groups inside of which |F − G| may be largest. */
export function openHeights({ reference, current }: Both<Distribution>): Range[] {
  const steps = alignSteps(reference, current);
  return undecidedSteps(steps).map((step) => rangeOf(steps, step));
}

function rangeOf({ low, high }: Pick<Distribution, 'low' | 'high'>, group: number): Range {
  return { min: low[group] as number, max: high[group] as number };
}

/** A range that no group of a side lies across, and how many values it has. */
interface Open extends Range {
  values: number;
}

/** The steps of several values that reach into one of `ranges`: what is counted again are whole groups of either side. */
function stepsAcross({ low, high, reference, current }: Steps, ranges: readonly Range[]): Open[] {
  const ascending = [...ranges].sort((a, b) => a.min - b.min);
  const found: Open[] = [];
  let step = 0;
  for (const { min, max } of ascending) {
    while (step < low.length && (high[step] as number) < min) step++;
    for (; step < low.length && (low[step] as number) <= max; step++) {
      const [from, to] = [low[step] as number, high[step] as number];
      const values = (reference[step] as number) + (current[step] as number);
      if (from < to) found.push({ min: from, max: to, values });
    }
  }
  return found;
}

interface Look {
  ranges: readonly Range[];
  /** Every range is counted value by value: nothing stays open, since to know more opens no other group. */
  isLast: boolean;
  count(side: CloserLook): Promise<Distribution>;
}

/** As many ranges as can be counted value by value; or the one with most values, to be counted in bins first. */
function chooseLook(open: readonly Open[]): Look {
  const heaviest = open.reduce((a, b) => (b.values > a.values ? b : a));
  if (heaviest.values > mostValues)
    return { ranges: [heaviest], isLast: false, count: (side) => side.bins(heaviest, binsOfALook) };
  const ranges: Range[] = [];
  let sum = 0;
  for (const range of open) {
    if (sum + range.values > mostValues) break;
    sum += range.values;
    ranges.push(range);
  }
  const isLast = ranges.length === open.length;
  return { ranges, isLast, count: (side) => side.values(ranges, sum) };
}

/** `part` in the place of the groups of `whole` that lie in `ranges`, which ascend. */
function replaceWithin(whole: Distribution, ranges: readonly Range[], part: Distribution): Distribution {
  const most = whole.low.length + part.low.length;
  const [low, high, count] = [new Float64Array(most), new Float64Array(most), new Float64Array(most)];
  let [size, next, range] = [0, 0, 0];
  const put = (side: Distribution, group: number) => {
    low[size] = side.low[group] as number;
    high[size] = side.high[group] as number;
    count[size++] = side.count[group] as number;
  };
  for (let group = 0; group < whole.low.length; group++) {
    const from = whole.low[group] as number;
    while (next < part.low.length && (part.low[next] as number) < from) put(part, next++);
    while (range < ranges.length && from > (ranges[range] as Range).max) range++;
    if (range === ranges.length || from < (ranges[range] as Range).min) put(whole, group);
  }
  while (next < part.low.length) put(part, next++);
  return { low: low.slice(0, size), high: high.slice(0, size), count: count.slice(0, size) };
}
