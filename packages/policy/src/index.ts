export { acceptResult, type PolicyResult } from './accept-result.ts';
export { type Annotation, buildCatalogue } from './build-catalogue.ts';
export { compareData } from './compare-data.ts';
export { decide } from './decide.ts';
export { decideChange, requireChangeGate } from './decide-change.ts';
export { statusOrder } from './decide-gate.ts';
export { changeGate, changeGates, releaseGates } from './gates.ts';
export { lintPolicy } from './lint/lint-policy.ts';
export type { PolicyProblem } from './lint/problem.ts';
export { parseOperation, readModules } from './lint/read-modules.ts';
export { openCompiler, type PolicyCompiler, policyError } from './open-compiler.ts';
export { type Evaluator, type EvaluatorOptions, openEvaluator } from './open-evaluator.ts';
export {
  decisionEntrypoints,
  type Policy,
  type PolicyCache,
  preparePolicy,
} from './prepare-policy.ts';
export { isPolicyFile, type PolicySources, readPolicySources, shownPath } from './read-sources.ts';
