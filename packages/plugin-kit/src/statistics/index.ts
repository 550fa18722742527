export { chiSquareSurvival, twoSidedNormalP } from './chi-square.ts';
export { countExactly, countOnGrid } from './count-values.ts';
export {
  alignSteps,
  type Distribution,
  type Steps,
  totalOf,
} from './distribution.ts';
export {
  coarsen,
  type GridKind,
  linearExponent,
  logarithmicKey,
  mergeDistributions,
} from './dyadic-grid.ts';
export { logGammaQ } from './gamma.ts';
export { logBeta, regularizedBeta } from './incomplete-beta.ts';
export { kolmogorovSurvival } from './kolmogorov.ts';
export { type Moments, mergeMoments, momentsOf, noMoments } from './moments.ts';
export { normalQuantile, normalSurvival } from './normal.ts';
export { mersenneTwister, randomIntegers } from './random-integers.ts';
export { type Estimate, sampleDistinct } from './sample-distinct.ts';
export { type Bounded, kolmogorovSmirnov, undecidedSteps, wasserstein } from './step-statistics.ts';
export { studentTQuantile, studentTSurvival } from './student-t.ts';
export { sumOf } from './sum.ts';
export { asymptoticTwoSampleP, exactTwoSampleP, twoSampleP } from './two-sample-smirnov.ts';
export { wilsonInterval } from './wilson.ts';
