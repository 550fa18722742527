import { type Measured, method } from '@gatehouse/plugin-kit';

/** How each metric is computed; sections are those of SARIF 2.1.0. */
export const methods: Measured['methods'] = {
  results: method(
    'results that nobody accepted and that are still there: without those that say they passed (`kind` pass, notApplicable, ' +
      'informational), those of the baseline alone (`baselineState` absent), and the suppressed; n: what was examined, as of ' +
      'each below: rules, files and results that the runs list, and one for each run that says it was successful',
  ),
  error: method(
    'results of level error: their own, else of the configuration of the run, else of their rule, else warning; none ' +
      'where `kind` is not fail (3.27.10)',
  ),
  warning: method('results of level warning'),
  note: method('results of level note'),
  none: method('results of level none that do not say that they passed: open, or to be reviewed'),
  severity_critical: method('results whose rule has a `security-severity` of 9.0 and more'),
  severity_high: method('results whose rule has one of 7.0 to 8.9'),
  severity_medium: method('results whose rule has one of 4.0 to 6.9'),
  severity_low: method('results whose rule has one of 0.1 to 3.9'),
  new: method(
    'results that `baseline` has not: equal are those of one rule and file with the same fingerprints, else the same ' +
      'message; each counts once. Without a baseline, those of `baselineState` new',
  ),
  suppressed: method('results with suppressions of which each is accepted (3.27.23); not counted above'),
  under_review: method('results with a suppression under review; counted above'),
  gone: method('results that only the baseline had, as the reports say'),
  failed_runs: method(
    'runs that say they were not successful (`executionSuccessful`), or tell of errors of their own; n: runs',
  ),
  runs_without_results: method('runs that hold no list of results: nothing was scanned (3.14.23); n: runs'),
  rules: method('rules that a run lists, of its tool and of what extends that; by run'),
  reported_at: method(
    'when each run ended, in seconds since 1970 UTC, for each subject that it or its provenance names (label `subject`: ' +
      '`git:…` of versionControlProvenance, `sha256:…` of an image as Trivy says it); the earlier, where both tell',
  ),
};
