import type { Counts } from './count-groups.ts';

/** A share of rows: `k` of `n`. */
export interface Rate {
  /** Null where n is 0: neither 0 nor 1 would be true. */
  value: number | null;
  k: number;
  n: number;
  /** Why it is null. */
  why: string;
}

type Definition = (counts: Counts) => [k: number, n: number, why: string];

const definitions = {
  selection_rate: ({ selected, rows }) => [selected, rows, 'no rows'],
  true_positive_rate: ({ truePositives, positives }) => [truePositives, positives, 'no row is positive'],
  false_positive_rate: ({ selected, truePositives, rows, positives }) => [
    selected - truePositives,
    rows - positives,
    'no row is negative',
  ],
  precision: ({ truePositives, selected }) => [truePositives, selected, 'no row is predicted positive'],
  accuracy: ({ rows, positives, selected, truePositives }) => [
    rows - positives - selected + 2 * truePositives,
    rows,
    'no rows',
  ],
  base_rate: ({ positives, rows }) => [positives, rows, 'no rows'],
} satisfies Record<string, Definition>;

export type RateName = keyof typeof definitions;

/** The rates that can be told of counts: without the true classes, how many are selected and nothing else. */
export function ratesOf({ labelled }: Pick<Counts, 'labelled'>): RateName[] {
  return labelled ? (Object.keys(definitions) as RateName[]) : ['selection_rate'];
}

export function rateOf(name: RateName, counts: Counts): Rate {
  const [k, n, why] = definitions[name](counts);
  return { value: n === 0 ? null : k / n, k, n, why };
}

/** The rate of predictions that are good for the person. */
export function favourableRate(counts: Counts, favourable: 'positive' | 'negative'): Rate {
  const rate = rateOf('selection_rate', counts);
  if (favourable === 'positive') return rate;
  const k = rate.n - rate.k;
  return { ...rate, k, value: rate.n === 0 ? null : k / rate.n };
}
