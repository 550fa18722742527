import { randomIntegers } from '@gatehouse/plugin-kit/statistics';
import { type Family, keyOf, type Weights } from './reading.ts';

export const seed = 2026;
const most = 1000;
const fewest = 200;
// Scores that are looked at in all: some seconds of work.
const budget = 2e8;

/** How many resamples are drawn, where one of them has so many scores. */
export function resamplesFor(scores: number): number {
  return Math.min(most, Math.max(fewest, Math.floor(budget / scores)));
}

/** By model and reading (keyOf): its value in each resample, NaN where it is undefined. */
export type Replicates = ReadonlyMap<string, Float64Array>[];

/**
 * The paired bootstrap: draws as many rows as there are, with replacement, and computes the families of all models on
 * the same draws. NumPy's `RandomState(seed).randint(0, rows, rows)` gives the same rows, resample by resample.
 *
 * Source: Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 6 and 13.
 */
export function resample(
  rows: number,
  models: readonly (readonly Family[])[],
  resamples: number,
  progress: (share: number) => void,
): Replicates {
  const found: Map<string, Float64Array>[] = models.map(() => new Map());
  const draw = randomIntegers(seed);
  const weights: Weights = new Uint32Array(rows);
  for (let run = 0; run < resamples; run++) {
    weights.fill(0);
    for (let drawn = 0; drawn < rows; drawn++) {
      const row = draw(rows);
      weights[row] = (weights[row] as number) + 1;
    }
    for (const [index, families] of models.entries()) {
      for (const reading of families.flatMap((family) => family(weights))) {
        const key = keyOf(reading);
        const values = found[index]?.get(key) ?? new Float64Array(resamples);
        found[index]?.set(key, values);
        values[run] = reading.value ?? Number.NaN;
      }
    }
    if (run % 50 === 0) progress(run / resamples);
  }
  return found;
}

/** The defined values of replicates, rising; or why they are no use. */
export function usable(replicates: Float64Array): { sorted: Float64Array; note?: string } | { why: string } {
  const sorted = replicates.filter((one) => !Number.isNaN(one)).sort();
  const lost = replicates.length - sorted.length;
  const said = `it is undefined in ${lost} of ${replicates.length} resamples`;
  if (lost > replicates.length / 20) return { why: said };
  if (sorted[0] === sorted.at(-1)) return { why: 'it is the same in every resample' };
  return lost === 0 ? { sorted } : { sorted, note: `${said}, which are left out` };
}
