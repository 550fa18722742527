import { describe, expect, test } from 'vitest';
import {
  alignSteps,
  coarsen,
  countExactly,
  countOnGrid,
  type Distribution,
  type GridKind,
  kolmogorovSmirnov,
  linearExponent,
  logarithmicKey,
  mergeDistributions,
  mergeMoments,
  momentsOf,
  sampleDistinct,
  totalOf,
  wasserstein,
} from '../../src/statistics/index.ts';

/** Numbers that look random, the same every time (Lehmer's generator with Park and Miller's constants). */
function randomly(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function values(n: number, seed: number, of: (uniform: () => number) => number): Float64Array {
  const uniform = randomly(seed);
  return Float64Array.from({ length: n }, () => of(uniform));
}

function exact(all: Float64Array): Distribution {
  const counter = countExactly(all.length);
  counter.add(all, all.length);
  return counter.finish();
}

function onGrid(kind: GridKind, all: Float64Array): Distribution {
  const finite = all.filter(Number.isFinite);
  const range = { min: Math.min(...finite), max: Math.max(...finite) };
  const counter = countOnGrid(kind, range);
  // In two pieces, the second of them longer than what counts of it.
  counter.add(all.subarray(0, 1000), 1000);
  counter.add(Float64Array.from([...all.subarray(1000), 99]), all.length - 1000);
  return counter.finish();
}

const normal = (uniform: () => number) =>
  Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const shapes: [string, (uniform: () => number) => number, number][] = [
  ['normal', normal, 0.05],
  ['skewed', (uniform) => Math.exp(4 * normal(uniform)), 0.3],
  ['crossing zero', (uniform) => Math.sinh(3 * normal(uniform)), 0.1],
  ['whole numbers', (uniform) => Math.floor(uniform() * 300), 5],
  ['mostly zero', (uniform) => (uniform() < 0.7 ? 0 : uniform() * 1e6), 2],
  ['far from zero', (uniform) => 1.7e9 + uniform() * 3e7, 1e5],
  ['tiny', (uniform) => 1e-300 * uniform(), 1e-302],
];

describe.each(shapes)('values that are %s', (_, of, shift) => {
  const [a, b] = [values(5000, 7, of), values(4000, 11, (uniform) => of(uniform) + shift)];
  const truth = alignSteps(exact(a), exact(b));

  test.each(['linear', 'logarithmic'] as const)('on a %s grid are off by no more than is said', (kind) => {
    const steps = alignSteps(onGrid(kind, a), onGrid(kind, b));
    expect(steps.totals).toEqual({ reference: 5000, current: 4000 });
    const [ks, found] = [kolmogorovSmirnov(truth), kolmogorovSmirnov(steps)];
    expect(ks.bound).toBe(0);
    expect(found.value).toBeLessThanOrEqual(ks.value);
    expect(found.value + found.bound + 1e-15).toBeGreaterThanOrEqual(ks.value);
    const [distance, near] = [wasserstein(truth), wasserstein(steps)];
    expect(distance.bound).toBe(0);
    expect(Math.abs(near.value - distance.value)).toBeLessThanOrEqual(near.bound * (1 + 1e-9));
  });

  test.each(['linear', 'logarithmic'] as const)(
    'on a %s grid add up from parts to the whole, in any order',
    (kind) => {
      const whole = coarsen(onGrid(kind, a), kind, 64);
      const parts = [a.subarray(0, 1100), a.subarray(1100, 2500), a.subarray(2500)].map((part) =>
        coarsen(onGrid(kind, part), kind, 64),
      ) as [Distribution, Distribution, Distribution];
      const merge = (one: Distribution, other: Distribution) => mergeDistributions(one, other, kind, 64);
      const [x, y, z] = parts;
      expect(merge(merge(x, y), z)).toEqual(whole);
      expect(merge(x, merge(y, z))).toEqual(whole);
      expect(merge(z, merge(y, x))).toEqual(whole);
      expect(totalOf(whole)).toBe(5000);
      expect(whole.low.length).toBeLessThanOrEqual(64);
    },
  );
});

describe('a distribution', () => {
  // By hand: F and G of [1, 2, 2] and [2, 3].
  test('of few values has its statistics by definition', () => {
    const steps = alignSteps(exact(Float64Array.of(1, 2, 2)), exact(Float64Array.of(2, 3)));
    expect(kolmogorovSmirnov(steps)).toEqual({ value: 0.5, bound: 0 });
    expect(wasserstein(steps).value).toBeCloseTo(1 / 3 + 1 / 2, 15);
  });

  test('keeps infinities apart, and leaves NaN out', () => {
    const mixed = Float64Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, 2, Number.NEGATIVE_INFINITY, 2);
    const wanted = {
      low: Float64Array.of(Number.NEGATIVE_INFINITY, 1, 2, Number.POSITIVE_INFINITY),
      high: Float64Array.of(Number.NEGATIVE_INFINITY, 1, 2, Number.POSITIVE_INFINITY),
      count: Float64Array.of(1, 1, 2, 1),
    };
    const grid = countOnGrid('linear', { min: 1, max: 2 });
    grid.add(mixed, mixed.length);
    expect([exact(mixed), grid.finish()]).toEqual([wanted, wanted]);
    expect(Number.isFinite(wasserstein(alignSteps(wanted, exact(Float64Array.of(1)))).value)).toBe(false);
  });

  test('does not count a value beyond its range in silence', () => {
    for (const kind of ['linear', 'logarithmic'] as const) {
      const grid = countOnGrid(kind, { min: 0, max: 10 });
      expect(() => grid.add(Float64Array.of(5, 11), 2)).toThrow(RangeError);
    }
  });
});

describe('a grid', () => {
  test('has no more bins than asked for, whatever the range', () => {
    const ends = [0, 1e-300, -3, 5, 1e9, 1.7e308, -1.7e308, 5e-324];
    for (const min of ends)
      for (const max of ends.filter((end) => end >= min)) {
        const exponent = linearExponent(min, max, 100);
        const bins = Math.floor(max * 2 ** -exponent) - Math.floor(min * 2 ** -exponent) + 1;
        expect(bins).toBeGreaterThan(0);
        expect(bins).toBeLessThanOrEqual(100);
      }
  });

  test('that is logarithmic ascends with the values', () => {
    const ascending = [-1e300, -2, -1.5, -1, -1e-310, 0, 1e-310, 0.1, 1, 1.5, 2, 1e300];
    const keys = ascending.map((value) => logarithmicKey(value, 7));
    expect(keys).toEqual([...keys].sort((a, b) => a - b));
    expect(new Set(keys).size).toBe(keys.length);
    expect(logarithmicKey(1.999, 0)).toBe(logarithmicKey(1, 0));
  });
});

describe('moments', () => {
  test('of parts are those of the whole, without infinities and NaN', () => {
    const all = values(3000, 5, normal).map((value) => value + 1e6);
    const whole = momentsOf(all, 3000);
    const merged = mergeMoments(momentsOf(all.subarray(0, 700), 700), momentsOf(all.subarray(700), 2300));
    expect(merged.mean).toBeCloseTo(whole.mean as number, 8);
    expect(merged.variance).toBeCloseTo(whole.variance as number, 10);
    const few = Float64Array.of(1, Number.NaN, 3, Number.POSITIVE_INFINITY);
    expect(momentsOf(few, 4)).toEqual({ n: 2, mean: 2, variance: 1 });
    expect(momentsOf(few, 0)).toEqual({ n: 0, mean: null, variance: null });
    expect(momentsOf(Float64Array.of(1.7e308, -1.7e308), 2)).toEqual({ n: 2, mean: 0, variance: null });
    expect(momentsOf(Float64Array.of(1.7e308, 1.7e308), 2)).toEqual({ n: 2, mean: null, variance: null });
    const vast = momentsOf(Float64Array.of(1e200, 3e200), 2);
    expect(mergeMoments(vast, vast)).toEqual({ n: 4, mean: 2e200, variance: null });
  });
});

describe('different values', () => {
  test('are counted exactly up to 16,384, with zeros of either sign as one', () => {
    const sample = sampleDistinct();
    const some = Float64Array.from({ length: 50_000 }, (_, index) => index % 16_383);
    sample.add(some, some.length);
    sample.add(Float64Array.of(-0, Number.NaN, Number.POSITIVE_INFINITY), 3);
    expect(sample.estimate()).toEqual({ value: 16_384, standardError: 0 });
  });

  test.each([20_000, 300_000, 1_000_000])('of %s are estimated within four standard errors', (n) => {
    for (const scale of [1, 1e-7, 1 / 3]) {
      const sample = sampleDistinct();
      const all = Float64Array.from({ length: n }, (_, index) => index * scale);
      sample.add(all, n);
      const { value, standardError } = sample.estimate();
      expect(standardError).toBeLessThan(0.01);
      expect(Math.abs(value / n - 1)).toBeLessThan(4 * standardError);
    }
  });
});
