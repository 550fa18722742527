export { compareEvidence } from './compare-evidence.ts';
export { type Job, measureAll, type Progress } from './measure-all.ts';
export { integrityOf } from './package-integrity.ts';
export { chooseMeasured, planRelease } from './plan-releases.ts';
export { runPlugin } from './run-plugin.ts';
export { clearKilled, writeEvidence } from './write-evidence.ts';
