export type { AuditReport, AuditStep, StepSigner, StepVerdict } from './audit-report.ts';
export type {
  BacktestEffect,
  BacktestPromotion,
  BacktestReport,
  RuleDifference,
  RuleOutcome,
} from './backtest-report.ts';
export { addUnsettled, reportCheck, reportError, reportRelease } from './build-report.ts';
export type {
  CandidateReport,
  CheckReport,
  ErrorReport,
  FindingReport,
  GateReport,
  GovernanceReport,
  Judged,
  JudgedGovernance,
  ReleaseReport,
  Verdict,
  WaiverReport,
} from './check-report.ts';
export { escapeTerminal } from './escape.ts';
export type {
  ExplainedFact,
  ExplainedGate,
  ExplainedRule,
  ReleaseExplanation,
  RuleExplanation,
  RuleInRelease,
} from './explain-report.ts';
export type { ForecastEvent, ForecastRelease, ForecastReport } from './forecast-report.ts';
export { renderAudit } from './render-audit.ts';
export { renderBacktest } from './render-backtest.ts';
export { renderReleaseExplanation } from './render-derivation.ts';
export { renderRuleExplanation } from './render-explain.ts';
export { renderForecast } from './render-forecast.ts';
export { renderError, renderText } from './render-text.ts';
export { reportGovernance } from './report-governance.ts';
export { shortenValue } from './shorten-value.ts';
export { type FieldChange, renderSignoffs, type SignoffsReport } from './signoffs-report.ts';
