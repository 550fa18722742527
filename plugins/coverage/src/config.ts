import type { InputPath } from '@gatehouse/plugin-kit';

export interface Config {
  /**
   * Coverage reports, of any of these formats, found out from the content: Cobertura XML, LCOV, JaCoCo XML, Clover XML (of
   * OpenClover, PHPUnit and Istanbul), OpenCover XML, a Go coverage profile, the JSON of coverage.py (`coverage json`, format
   * 1 to 3), Istanbul's `coverage-final.json`, and its `coverage-summary.json` (which has no lines, so only alone).
   * Several are merged line by line. UTF-8, at most 64 MiB each. A file of another format, or one that is cut off, is refused.
   * @minItems 1
   */
  reports: InputPath[];
  /** What changed, as a unified diff from the root of the repository (`git diff base...head`): its added lines are measured. */
  changed?: InputPath;
  /**
   * Reports of what this is compared with, such as `main`.
   * @minItems 1
   */
  baseline?: InputPath[];
  /**
   * Where the reports come from, for what they do not say themselves: SLSA provenance (v0.2, v1) that names each of them by
   * its SHA-256, plain, in a DSSE envelope or in a sigstore bundle. Its signature is not looked at.
   */
  provenance?: InputPath;
}
