import { PluginError } from '@gatehouse/plugin-kit';
import { jensenShannonDivergence } from '../metrics/divergences.ts';
import type { BinCounts } from '../metrics/psi.ts';
import type { ValueCounts } from '../sides.ts';
import { type Convention, type Score, type ScoredPair, unscored } from './convention.ts';

const test = 'jensen_shannon';
const parts = 10;

/** The Jensen–Shannon distance of current from the reference, beside those of ten parts of the reference itself. */
export const nannyml: Convention = {
  as: 'NannyML 0.13.1, UnivariateDriftCalculator without options',
  source: 'nannyml/drift/univariate/methods.py, …/calculator.py, nannyml/thresholds.py, nannyml/chunk.py',
  differs: 'current is one chunk, whatever its size; times have no score',
  async score(column) {
    const { pair, numbers, categories } = column;
    if (pair.kind === 'temporal') return unscored(test, 'NannyML does not compare times');
    if (numbers === undefined && categories === undefined)
      return unscored(test, 'the column could not be compared');
    if (column.missing.reference.rows < parts)
      return unscored(test, `the reference has fewer than ${parts} rows to make chunks of`);
    const [reference, current] = numbers ? sidesOf(numbers.low, numbers) : namedSides(column);
    const key = keyOf(reference, numbers !== undefined);
    if (key === undefined)
      return unscored(
        test,
        'the reference has an infinite value, or one too large to be squared: NannyML fails on it',
      );
    const expected = countBy(reference, key);
    const distances = (await column.referenceParts(parts))
      .filter((part) => part.length > 0)
      .map((part) => distanceOf(expected, countBy(part, key)));
    return {
      test,
      score: distanceOf(expected, countBy(current, key)),
      threshold: thresholdOf(distances),
      of: 'distance',
      inclusive: false,
    } satisfies Score;
  },
};

function sidesOf(
  values: Iterable<number | string>,
  { reference, current }: { reference: ArrayLike<number>; current: ArrayLike<number> },
): [ValueCounts, ValueCounts] {
  const all = [...values];
  const side = (counts: ArrayLike<number>): ValueCounts =>
    all.map((value, index) => [value, counts[index] as number] as const).filter(([, count]) => count > 0);
  return [side(reference), side(current)];
}

function namedSides({ categories = [] }: ScoredPair): [ValueCounts, ValueCounts] {
  return sidesOf(
    categories.map(({ bin }) => bin),
    { reference: categories.map((bin) => bin.reference), current: categories.map((bin) => bin.current) },
  );
}

/** In which bin a value lies, or null outside of all. */
type KeyOf = (value: number | string) => number | string | null;

function keyOf(reference: ValueCounts, areNumbers: boolean): KeyOf | undefined {
  if (areNumbers) return doaneBins(reference as readonly (readonly [number, number])[]);
  const known = new Set(reference.map(([value]) => value));
  return (value) => (known.has(value) ? value : null);
}

/**
 * Bins of one width between the smallest and the largest value, half open but for the last, as many as Doane's rule
 * says. Undefined where a value is infinite.
 *
 * Source: Doane, "Aesthetic frequency classifications", The American Statistician 30 (1976), as in numpy 2.4.6
 * (`histogram_bin_edges`, bins "doane").
 */
function doaneBins(values: readonly (readonly [value: number, count: number])[]): KeyOf | undefined {
  if (values.some(([value]) => !Number.isFinite(value))) return undefined;
  const sum = (of: (value: number) => number) =>
    values.reduce((total, [value, count]) => total + of(value) * count, 0);
  const n = sum(() => 1);
  const mean = sum((value) => value) / n;
  const std = Math.sqrt(sum((value) => (value - mean) ** 2) / n);
  if (!Number.isFinite(std)) return undefined;
  const [first, last] = [values[0]?.[0] as number, values.at(-1)?.[0] as number];
  const [from, to] = first === last ? [first - 0.5, last + 0.5] : [first, last];
  let bins = 1;
  if (n > 2 && std > 0) {
    const skew = Math.abs(sum((value) => ((value - mean) / std) ** 3) / n);
    const spread = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
    const width = (last - first) / (1 + Math.log2(n) + Math.log2(1 + skew / spread));
    bins = Math.ceil((to - from) / width);
  }
  const step = (to - from) / bins;
  const edge = (index: number) => (index === bins ? to : index * step + from);
  return (value) => {
    const x = value as number;
    if (x < from || x > to) return null;
    let bin = Math.min(bins - 1, Math.max(0, Math.floor((x - from) / step)));
    while (bin > 0 && x < edge(bin)) bin--;
    while (bin < bins - 1 && x >= edge(bin + 1)) bin++;
    return bin;
  };
}

function countBy(values: ValueCounts, key: KeyOf): Map<number | string | null, number> {
  const counts = new Map<number | string | null, number>();
  for (const [value, count] of values) counts.set(key(value), (counts.get(key(value)) ?? 0) + count);
  return counts;
}

// What lies outside of the bins of the reference makes a bin of its own: its key is null.
function distanceOf(expected: ReturnType<typeof countBy>, found: ReturnType<typeof countBy>): number {
  const keys = [...new Set([...expected.keys(), ...found.keys()])];
  const bins: BinCounts[] = keys.map((key) => ({
    reference: expected.get(key) ?? 0,
    current: found.get(key) ?? 0,
  }));
  return Math.sqrt(jensenShannonDivergence(bins));
}

/** Mean plus three standard deviations (divided by n) of the distances of the parts of the reference. */
function thresholdOf(distances: readonly number[]): number {
  if (distances.length === 0) throw new PluginError('no-values', 'no part of the reference has a value');
  const mean = distances.reduce((sum, one) => sum + one, 0) / distances.length;
  const variance = distances.reduce((sum, one) => sum + (one - mean) ** 2, 0) / distances.length;
  return mean + 3 * Math.sqrt(variance);
}
