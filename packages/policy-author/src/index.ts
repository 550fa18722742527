export { checkPolicy } from './check-policy.ts';
export { compareEngines } from './compare-engines.ts';
export { newRule } from './new-rule.ts';
export { renderDocs } from './policy-docs.ts';
export { runRegoTests } from './rego-tests.ts';
export { coverageOfRules, isWhole, renderCoverage } from './render-coverage.ts';
export { renderProblems } from './render-problems.ts';
export { hasPassed, renderComparison, renderTests } from './render-tests.ts';
export { openOpa, type PolicyOptions, readWorkPolicy, type WorkPolicy } from './work-policy.ts';
