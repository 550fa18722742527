import { expect, test } from 'vitest';
import { sumOf } from '../../src/statistics/index.ts';

test('a compensated sum equals math.fsum of Python', () => {
  const sum = (values: number[]) => sumOf(values.length, (index) => values[index] as number);
  expect(sum([1, 1e100, 1, -1e100])).toBe(2);
  expect(sum(Array.from({ length: 1e5 }, () => 0.1))).toBe(10_000);
  expect(sum([])).toBe(0);
  expect(sum([1e308, 1e308])).toBe(Number.POSITIVE_INFINITY);
});
