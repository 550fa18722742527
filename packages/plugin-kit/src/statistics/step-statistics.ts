import type { Steps } from './distribution.ts';

/** A number that lies within `bound` of the exact one; 0 where it is exact. */
export interface Bounded {
  value: number;
  bound: number;
}

/**
 * The two-sample Kolmogorov–Smirnov statistic sup |F − G|, ties included, counted in whole numbers and divided once.
 * Inside a step of several values the order is unknown: there |F − G| is at most what it would be if all values of one
 * side came before those of the other. `value` is reached, so the exact one is from `value` to `value + bound`.
 *
 * Source: Hollander, Wolfe & Chicken, "Nonparametric Statistical Methods" (2014), section 5.4.
 */
export function kolmogorovSmirnov(steps: Steps): Bounded {
  const { reached, within } = heightsOf(steps);
  let possible = 0;
  for (let i = 0; i < within.length; i++) possible = Math.max(possible, within[i] as number);
  const scale = steps.totals.reference * steps.totals.current;
  return { value: reached / scale, bound: Math.max(0, possible - reached) / scale };
}

/** The steps of several values inside of which |F − G| may be larger than anywhere that it is known. */
export function undecidedSteps(steps: Steps): number[] {
  const { reached, within } = heightsOf(steps);
  const undecided: number[] = [];
  for (let i = 0; i < within.length; i++) if ((within[i] as number) > reached) undecided.push(i);
  return undecided;
}

/** The largest |F − G| between steps, and how large it may be inside of each of several values; times both totals. */
function heightsOf({ low, high, reference, current, totals }: Steps) {
  const within = new Float64Array(low.length);
  let [height, reached] = [0, 0];
  for (let i = 0; i < low.length; i++) {
    const up = (reference[i] as number) * totals.current;
    const down = (current[i] as number) * totals.reference;
    if (low[i] !== high[i]) within[i] = Math.max(height + up, down - height);
    height += up - down;
    reached = Math.max(reached, Math.abs(height));
  }
  return { reached, within };
}

/**
 * The first Wasserstein distance ∫ |F − G| dx, in the unit of the values. The values of a step stand at its middle,
 * each of them wrong by half of the step's width at most. Infinite or NaN where a value is infinite.
 *
 * Source: Ramdas, García Trillos & Cuturi, "On Wasserstein two-sample testing and related families of nonparametric
 * tests", Entropy 19 (2017), section 3.
 */
export function wasserstein({ low, high, reference, current, totals }: Steps): Bounded {
  let [references, currents, position, value, bound] = [0, 0, 0, 0, 0];
  for (let i = 0; i < low.length; i++) {
    const [from, to] = [low[i] as number, high[i] as number];
    const width = from === to ? 0 : to - from;
    const height = Math.abs(references / totals.reference - currents / totals.current);
    if (height !== 0) value += height * (from + width / 2 - position);
    position = from + width / 2;
    references += reference[i] as number;
    currents += current[i] as number;
    bound +=
      ((reference[i] as number) / totals.reference + (current[i] as number) / totals.current) * (width / 2);
  }
  return { value, bound };
}
