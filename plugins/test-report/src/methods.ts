import { type Measured, method } from '@gatehouse/plugin-kit';

/** How each metric is computed. */
export const methods: Measured['methods'] = {
  tests: method(
    '<testcase> elements, each counted once, in all, by kind and by suite: without those of suites inside; one test that stands in a suite ' +
      'several times because it was run again (of pytest always; else where it passed and failed and `tests` of the ' +
      'suite counts it once) is one, as the worst of its runs',
  ),
  passed: method(
    'cases that say nothing of how they went, or by `status`, `result`, `outcome`, `state`, `verdict` or a child element ' +
      'nothing but: pass, passed, success, successful, succeeded, ok, run, ran, executed, complete, completed, fixed; ' +
      'and with none of the below',
  ),
  failed: method(
    'cases, not errored, with <failure> or, there or as an element, one of: fail, failed, failure, ko, nok, not ok, ' +
      'broken, regression, unsuccessful, xpass, xpassed; or success, successful or passed that is false; or failed, ' +
      'failure or failures that is true or above 0',
  ),
  errored: method(
    'cases with <error> or one of: error, errored, crash, crashed, abort, aborted, timeout, timedout, killed, ' +
      'interrupted, cancelled, canceled, blocked; or error, errored or errors that is true or above 0; and every case ' +
      'that says in any other word or element how it went, which `messages` names',
  ),
  skipped: method(
    'cases, neither failed nor errored, with <skipped> or one of: skip, skipped, not run, not executed, disabled, ' +
      'ignore, ignored, suppressed, untested, undefined, pending, inconclusive, excluded, deselected, incomplete, risky, ' +
      'todo, xfail, xfailed, warning; or executed or ran that is false; or disabled, skipped or ignored that is true',
  ),
  skipped_share: method('skipped / tests'),
  flaky: method(
    'tests that failed and that passed when run again: with <flakyFailure> or <flakyError>; of pytest, twice in a suite ' +
      'and passed last; else a name that in one suite both passed and failed',
  ),
  duration_seconds: method(
    'sum of the time of cases; n: cases that give one; 0,160 is 0.16, and 1,078 is left out, as it may be either',
  ),
  count_mismatch: method(
    'suites whose attributes disagree with their cases; n: suites with such attributes',
    {
      attributes: ['tests', 'failures', 'errors', 'skipped'],
    },
  ),
  reported_at: method(
    'when the tests of each report ran, in seconds since 1970 UTC: the earliest `timestamp` of its suites (without a zone ' +
      'read as UTC) or what its provenance says, the earlier where both tell; for each subject that is named (label ' +
      '`subject`): `git:…` of a property of a suite such as commit or git.commit.id, `sha256:…` of image.digest, and those ' +
      'of the provenance',
  ),
  unlisted_failures: method(
    'suites that say of more failures and errors than their cases show, those of earlier runs included; n: suites',
  ),
};
