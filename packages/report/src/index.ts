export type { AuditReport, AuditStep, StepVerdict } from './audit-report.ts';
export type { BacktestEffect, BacktestPromotion, BacktestReport, RuleDifference } from './backtest-report.ts';
export { addUnsettled, reportCheck, reportError, reportRelease } from './build-report.ts';
export type {
  CheckReport,
  ErrorReport,
  FindingReport,
  GovernanceReport,
  Judged,
  JudgedGovernance,
  ReleaseReport,
} from './check-report.ts';
export { escapeTerminal } from './escape.ts';
export type {
  ExplainedFact,
  ExplainedGate,
  ReleaseExplanation,
  RuleExplanation,
  RuleInRelease,
} from './explain-report.ts';
export type { ForecastEvent, ForecastRelease, ForecastReport } from './forecast-report.ts';
export { formats } from './formats.ts';
export { renderAudit } from './render-audit.ts';
export { renderBacktest } from './render-backtest.ts';
export { renderReleaseExplanation } from './render-derivation.ts';
export { describeGround, renderRuleExplanation } from './render-explain.ts';
export { renderForecast } from './render-forecast.ts';
export { renderError, renderText } from './render-text.ts';
export { reportGovernance } from './report-governance.ts';
export { shortenValue } from './shorten-value.ts';
export { type FieldChange, renderSignoffs, type SignoffsReport } from './signoffs-report.ts';
