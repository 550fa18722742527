import { definePlugin, type InputPath } from '@gatehouse/plugin-kit';
import { measureReports } from './measure-reports.ts';

export interface Config {
  /**
   * JUnit XML files, as pytest, Vitest, Jest, Maven Surefire and others write them: UTF-8, with `testsuites` or
   * `testsuite` as the root, of any version, as the format has none. What has another root, a document type
   * declaration, or a result outside of a test case is refused. The metrics below say which words are known. In a test
   * case, `properties`, `property`, `system-out`, `system-err`, `rerunFailure`, `rerunError`, `attachments`, `attachment`,
   * `description`, `tags`, `parameters`, `categories`, `metadata`, `metrics`, `benchmark`, `steps`, `time`, `duration`,
   * `output` and `log` say nothing of how it went.
   * @minItems 1
   */
  reports: InputPath[];
}

export const plugin = definePlugin<Config>({
  summary:
    'Counts the test cases of JUnit XML reports: passed, failed, errored, skipped, flaky and their duration, ' +
    'as a whole and by suite.',
  limits: { seconds: 120, memory_mb: 2048 },
  measure: measureReports,
});
