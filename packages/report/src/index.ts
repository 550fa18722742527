export { reportCheck, reportError, reportRelease } from './build-report.ts';
export type {
  CheckReport,
  ErrorReport,
  FindingReport,
  GateReport,
  Judged,
  ReleaseReport,
  Verdict,
} from './check-report.ts';
export { escapeTerminal } from './escape.ts';
export { renderError, renderText } from './render-text.ts';
