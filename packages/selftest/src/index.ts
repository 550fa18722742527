export { type Content, createForge } from './forge.ts';
export type { Outcome } from './judge-attempt.ts';
export { type Key, makeKey } from './keys.ts';
export { allMutants, type Laboratory, notTried, openLaboratory } from './laboratory.ts';
export type { GroupedMutant } from './mutant.ts';
export { selftestJson, selftestText, untried } from './render-report.ts';
export type { Scene } from './scene.ts';
export { exampleSubjects, newestReleases, readSubject, type Subject } from './subject.ts';
