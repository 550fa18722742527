import type { Steps } from '@gatehouse/plugin-kit/statistics';
import type { CategoryBin } from '../compare/compare-categories.ts';

/** The steps of finite values alone. */
export function finiteSteps(steps: Steps): Steps {
  const { low, high, reference, current } = steps;
  if (low.every(Number.isFinite)) return steps;
  const keep = (column: Float64Array) => column.filter((_, index) => Number.isFinite(low[index]));
  const [references, currents] = [keep(reference), keep(current)];
  const sum = (column: Float64Array) => column.reduce((total, one) => total + one, 0);
  return {
    low: keep(low),
    high: keep(high),
    reference: references,
    current: currents,
    totals: { reference: sum(references), current: sum(currents) },
  };
}

/** Each value as a category, in ascending order. */
export function valuesAsCategories({ low, reference, current }: Steps): CategoryBin[] {
  return [...low].map((value, index) => ({
    bin: String(value),
    reference: reference[index] as number,
    current: current[index] as number,
  }));
}

/** How many different values a side has. */
export function distinctIn(counts: Iterable<number>): number {
  let distinct = 0;
  for (const count of counts) if (count > 0) distinct++;
  return distinct;
}

export function isWholeType(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(type);
}
