import type { Distribution } from './distribution.ts';

/**
 * Grids whose bins depend on the range of the values and on nothing else, so that histograms of parts of a table add up
 * to that of the whole, in any order: the bins of a coarser grid are unions of bins of a finer one.
 *
 * `linear`: bins are [k·2^e, (k + 1)·2^e), with the smallest whole e at which at most `mostBins` reach from the smallest
 * value to the largest. `logarithmic`: 2^r bins of one width for each doubling of the absolute value, zero apart: the
 * first r binary digits of a float64.
 */
export type GridKind = 'linear' | 'logarithmic';

// Below it a power of two or its inverse leaves the range of a double.
const smallestExponent = -1000;

/** The exponent e of the linear grid over finite values from `min` to `max`. */
export function linearExponent(min: number, max: number, mostBins: number): number {
  const largest = Math.max(Math.abs(min), Math.abs(max));
  // Finer than the distance of two doubles, an index would not be a whole number any more.
  const finest = largest === 0 ? smallestExponent : Math.max(smallestExponent, exponentOf(largest) - 52);
  const width = max / mostBins - min / mostBins;
  let exponent = width === 0 ? finest : Math.max(finest, exponentOf(width) - 1);
  while (linearKey(max, exponent) - linearKey(min, exponent) + 1 > mostBins) exponent++;
  return exponent;
}

/** The index of the bin that a finite value lies in. */
export function linearKey(value: number, exponent: number): number {
  return Math.floor(value * 2 ** -exponent);
}

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);
// Of the two halves of a double, the one with sign, exponent and the first 20 digits.
const upper = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** The index of the logarithmic bin, ascending with the value; `resolution` r, up to 20, as above. */
export function logarithmicKey(value: number, resolution: number): number {
  if (value === 0) return 0;
  bits[0] = value;
  const word = words[upper] as number;
  const key = ((word & 0x7fffffff) >>> (20 - resolution)) + 1;
  return word > 0x7fffffff ? -key : key;
}

function exponentOf(value: number): number {
  return Math.floor(Math.log2(value));
}

/** Adds up groups that lie in the same bin of a grid of at most `mostBins`; infinities stay apart. */
export function coarsen(distribution: Distribution, kind: GridKind, mostBins: number): Distribution {
  const finite = distribution.low.filter((value, i) => areFinite(value, distribution.high[i]));
  const [min, max] = [finite[0], finite.at(-1)];
  if (min === undefined || max === undefined) return distribution;
  if (kind === 'linear') {
    const highest = distribution.high.findLast((value) => Number.isFinite(value)) as number;
    const exponent = linearExponent(min, highest, mostBins);
    return group(distribution, (value) => linearKey(value, exponent));
  }
  const resolution = resolutionFor(distribution, mostBins);
  return group(distribution, (value) => logarithmicKey(value, resolution));
}

// The finest at which no group lies in two bins: what was coarser before stays so, and parts add up to the whole.
function resolutionFor({ low, high }: Distribution, mostBins: number): number {
  for (let resolution = 7; resolution > 0; resolution--) {
    const keys = new Set<number>();
    const isWhole = low.every((from, index) => {
      const key = logarithmicKey(from, resolution);
      keys.add(key);
      return key === logarithmicKey(high[index] as number, resolution);
    });
    if (isWhole && keys.size <= mostBins) return resolution;
  }
  return 0;
}

function areFinite(low: number, high: number | undefined): boolean {
  return Number.isFinite(low) && Number.isFinite(high);
}

// Groups of one bin stand side by side, because they ascend.
function group({ low, high, count }: Distribution, keyOf: (value: number) => number): Distribution {
  const [lows, highs, counts]: [number[], number[], number[]] = [[], [], []];
  let key: number | undefined;
  low.forEach((from, index) => {
    const [to, n] = [high[index] as number, count[index] as number];
    const own = Number.isFinite(from) ? keyOf(from) : from;
    if (own === key) {
      highs[highs.length - 1] = Math.max(highs.at(-1) as number, to);
      counts[counts.length - 1] = (counts.at(-1) as number) + n;
    } else {
      lows.push(from);
      highs.push(to);
      counts.push(n);
    }
    key = own;
  });
  return { low: Float64Array.from(lows), high: Float64Array.from(highs), count: Float64Array.from(counts) };
}

/** The distribution of all values of two parts on a grid of at most `mostBins`: associative and commutative. */
export function mergeDistributions(
  a: Distribution,
  b: Distribution,
  kind: GridKind,
  mostBins: number,
): Distribution {
  const both = (key: keyof Distribution) => Float64Array.from([...a[key], ...b[key]]);
  return coarsen(sideBySide(both('low'), both('high'), both('count')), kind, mostBins);
}

// Groups of two finer grids may interleave inside one bin, which `group` then adds up.
function sideBySide(low: Float64Array, high: Float64Array, count: Float64Array): Distribution {
  const order = [...low.keys()].sort(
    (a, b) => (low[a] as number) - (low[b] as number) || (high[a] as number) - (high[b] as number),
  );
  const sorted = (column: Float64Array) => Float64Array.from(order, (index) => column[index] as number);
  return { low: sorted(low), high: sorted(high), count: sorted(count) };
}
