export { acceptResult, type PolicyResult } from './accept-result.ts';
export { buildCatalogue } from './build-catalogue.ts';
export { decide, statusOrder } from './decide.ts';
export { type Evaluator, type EvaluatorOptions, openEvaluator } from './open-evaluator.ts';
export {
  type Policy,
  type PolicyCache,
  type PolicyCompiler,
  policyError,
  preparePolicy,
} from './prepare-policy.ts';
export { isPolicyFile, type PolicySources, readPolicySources } from './read-sources.ts';
