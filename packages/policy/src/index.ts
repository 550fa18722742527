export { type Annotation, buildCatalogue } from './build-catalogue.ts';
export { compareData } from './compare-data.ts';
export { decide } from './decide.ts';
export { decideChange, requireChangeGate } from './decide-change.ts';
export { statusOrder } from './decide-gate.ts';
export { findFaults } from './find-faults.ts';
export { findService, type Service } from './find-service.ts';
export { changeGate, gatesModule } from './gates.ts';
export { openCompiler, type PolicyCompiler, policyError } from './open-compiler.ts';
export { type Evaluator, openEvaluator } from './open-evaluator.ts';
export type { PolicySources } from './policy-sources.ts';
export {
  decisionEntrypoints,
  type Policy,
  type PolicyCache,
  preparePolicy,
} from './prepare-policy.ts';
export { isPolicyFile, readPolicySources, shownPath } from './read-sources.ts';
