export { acceptResult, type PolicyResult } from './accept-result.ts';
export { type Annotation, buildCatalogue } from './build-catalogue.ts';
export { decide, statusOrder } from './decide.ts';
export { lintPolicy } from './lint/lint-policy.ts';
export type { PolicyProblem } from './lint/problem.ts';
export { parseOperation, readModules } from './lint/read-modules.ts';
export { type Evaluator, type EvaluatorOptions, openEvaluator } from './open-evaluator.ts';
export {
  entrypoint,
  type Policy,
  type PolicyCache,
  type PolicyCompiler,
  policyError,
  preparePolicy,
} from './prepare-policy.ts';
export { isPolicyFile, type PolicySources, readPolicySources, shownPath } from './read-sources.ts';
