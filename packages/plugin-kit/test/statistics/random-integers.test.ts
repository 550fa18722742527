import { expect, test } from 'vitest';
import { mersenneTwister, randomIntegers } from '../../src/statistics/index.ts';

test('the ten thousandth number of seed 5489 is the one that the C++ standard names', () => {
  const next = mersenneTwister(5489);
  let last = 0;
  for (let i = 0; i < 10_000; i++) last = next();
  // ISO C++ 26.6.5 [rand.predef]: mt19937.
  expect(last).toBe(4123659995);
});

// numpy.random.RandomState(2026).randint(0, below, 12), NumPy 2.4.6.
test.each([
  [1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  [2, [1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1]],
  [7, [1, 6, 2, 0, 5, 5, 5, 4, 4, 3, 5, 4]],
  [1113, [257, 794, 952, 77, 333, 628, 1023, 28, 642, 438, 717, 1051]],
  [100_000, [67841, 32134, 74522, 29624, 51277, 39245, 5661, 14964, 48540, 7167, 1989, 90060]],
  [2 ** 20, [461057, 32134, 729882, 29624, 313421, 956749, 136733, 14964, 179612, 779699, 7167, 133061]],
])('whole numbers below %d are those of NumPy', (below, wanted) => {
  const draw = randomIntegers(2026);
  expect(wanted.map(() => draw(below))).toEqual(wanted);
});
