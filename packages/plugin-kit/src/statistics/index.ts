export { logBeta, regularizedBeta } from './incomplete-beta.ts';
export { normalQuantile, normalSurvival } from './normal.ts';
export { mersenneTwister, randomIntegers } from './random-integers.ts';
export { studentTQuantile, studentTSurvival } from './student-t.ts';
export { wilsonInterval } from './wilson.ts';
