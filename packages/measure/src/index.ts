export { compareEvidence } from './compare-evidence.ts';
export { type Job, measureAll, type Progress } from './measure-all.ts';
export { planValidations } from './plan-validations.ts';
export { runPlugin } from './run-plugin.ts';
export { writeEvidence } from './write-evidence.ts';
