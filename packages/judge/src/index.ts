export { findDatedAhead } from './dated-ahead.ts';
export type { Engine } from './engine.ts';
export { explainRelease } from './explain/explain-release.ts';
export { explainRuleIn, findRule } from './explain/explain-rule.ts';
export { forecastRelease } from './forecast/forecast-release.ts';
export { forecastTrust } from './forecast/forecast-trust.ts';
export { commitsOf, judge, judgeRun, readChange } from './judge.ts';
export { judgeRelease } from './judge-change.ts';
export { governingCommits, judgeGovernedRun } from './judge-governed.ts';
export {
  enterOne,
  type JudgedStep,
  judgeStep,
  type Reason,
  type Step,
  type StepJudge,
} from './judge-step.ts';
export { findLeftOut } from './left-out.ts';
export { loadPolicy } from './load-policy.ts';
export { noTarget } from './no-target.ts';
export { openRun, type Run, type RunOptions, surroundings, target, targetRefs } from './open-run.ts';
export { openPolicyShelf } from './policy-shelf.ts';
export { readPromoted } from './promoted-change.ts';
