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
  reports?: InputPath[];
  /**
   * Of unit tests, likewise; a tier may ask for tests of each kind. A report stands under one kind, or under `reports`.
   * @minItems 1
   */
  unit?: InputPath[];
  /**
   * Of integration tests.
   * @minItems 1
   */
  integration?: InputPath[];
  /**
   * Of tests from end to end.
   * @minItems 1
   */
  end_to_end?: InputPath[];
  /**
   * Of contract tests: what consumers and providers hold each other to.
   * @minItems 1
   */
  contract?: InputPath[];
  /**
   * Where the reports come from, for what they do not say themselves: SLSA provenance (v0.2, v1) that names each of them by
   * its SHA-256, plain, in a DSSE envelope or in a sigstore bundle. Its signature is not looked at.
   */
  provenance?: InputPath;
}
