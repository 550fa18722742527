export type { AuditReport, AuditStep, StepSigner, StepVerdict } from './audit-report.ts';
export { reportCheck, reportError, reportRelease } from './build-report.ts';
export type {
  CandidateReport,
  CheckReport,
  ErrorReport,
  FindingReport,
  GateReport,
  GovernanceReport,
  Judged,
  ReleaseReport,
  Verdict,
} from './check-report.ts';
export { escapeTerminal } from './escape.ts';
export { renderAudit } from './render-audit.ts';
export { renderError, renderText } from './render-text.ts';
export { type FieldChange, renderSignoffs, type SignoffsReport } from './signoffs-report.ts';
