import { type Distribution, totalOf } from '../statistics/index.ts';
import { countBins } from './count-bins.ts';
import type { ColumnNumbers } from './read-numbers.ts';

/** No bin of more than one value should hold more than this share of the values. */
const largestShare = 1 / 512;

// Each looks at one range of values more closely.
const mostLooks = 16;
const binsOfALook = 32_768;
// Heavy bins are looked at together where what lies between them is at most so many times as wide as they are. Those of
// clusters far apart would share one look, and not one bin of it would be split.
const mostBetween = 16;

/**
 * Quantile bins out of the bins of a linear grid: those that hold too many values are counted again on a finer grid, and
 * so on. Their edges are multiples of powers of two, so that bins of two tables contain each other or lie apart (as in
 * Shrivastava et al., "Medians and beyond: new aggregation techniques for sensor networks", SenSys 2004, where such a
 * tree is a q-digest); all counts are exact.
 */
export async function refineBins(numbers: ColumnNumbers, distribution: Distribution): Promise<Distribution> {
  let refined = distribution;
  // Where runs begin that have nothing closer to see: two doubles side by side.
  const settled = new Set<number>();
  for (let look = 0; look < mostLooks; look++) {
    const run = heaviestRun(refined, settled);
    if (run === undefined) return refined;
    const [min, max] = [refined.low[run.from] as number, refined.high[run.to] as number];
    const bins = await countBins(numbers, { min, max }, binsOfALook);
    if (bins.low.length <= run.to - run.from + 1) settled.add(min);
    else refined = replaceRun(refined, run, bins);
  }
  return refined;
}

/** Indices of bins, both included. */
interface Run {
  from: number;
  to: number;
  count: number;
}

function heaviestRun(distribution: Distribution, settled: ReadonlySet<number>): Run | undefined {
  const { low, high, count } = distribution;
  const most = totalOf(distribution) * largestShare;
  const runs: Run[] = [];
  for (let i = 0; i < low.length; i++) {
    const own = count[i] as number;
    if (low[i] === high[i] || own <= most) continue;
    const last = runs.at(-1);
    if (last !== undefined && areNear(distribution, last.to, i)) {
      last.to = i;
      last.count += own;
    } else runs.push({ from: i, to: i, count: own });
  }
  return runs
    .filter(({ from }) => !settled.has(low[from] as number))
    .reduce<Run | undefined>(
      (heaviest, run) => (run.count > (heaviest?.count ?? 0) ? run : heaviest),
      undefined,
    );
}

function areNear({ low, high }: Distribution, before: number, after: number): boolean {
  const width = (bin: number) => (high[bin] as number) - (low[bin] as number);
  const between = (low[after] as number) - (high[before] as number);
  return between <= mostBetween * Math.max(width(before), width(after));
}

function replaceRun(whole: Distribution, { from, to }: Run, part: Distribution): Distribution {
  const replace = (key: keyof Distribution) =>
    Float64Array.from([...whole[key].subarray(0, from), ...part[key], ...whole[key].subarray(to + 1)]);
  return { low: replace('low'), high: replace('high'), count: replace('count') };
}
