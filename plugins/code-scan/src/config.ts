import type { InputPath } from '@gatehouse/plugin-kit';

export interface Config {
  /**
   * SARIF 2.1.0, as most scanners of code, configuration and secrets write it: CodeQL, Semgrep, Bandit, gosec, ESLint, Gitleaks,
   * Checkov, Trivy. UTF-8, at most 256 MiB each. Results in other files (external properties) are refused, and so are reports
   * of any other format.
   * @minItems 1
   */
  reports: InputPath[];
  /**
   * SARIF of what this is compared with, such as `main`, by the same tools: what stands in it too is not new. Without it,
   * `new` is what the reports say themselves (`baselineState`).
   * @minItems 1
   */
  baseline?: InputPath[];
  /**
   * Where the reports come from, for what they do not say themselves: SLSA provenance (v0.2, v1) that names each of them by
   * its SHA-256, plain, in a DSSE envelope or in a sigstore bundle. Its signature is not looked at.
   */
  provenance?: InputPath;
}
