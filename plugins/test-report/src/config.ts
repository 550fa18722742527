import type { InputPath } from '@gatehouse/plugin-kit';

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
