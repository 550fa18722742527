import type { InputPath } from '@gatehouse/plugin-kit';

export interface Config {
  /**
   * Reports of scanners, of any of these formats, found out from the content: Trivy JSON (SchemaVersion 2), Grype JSON,
   * OSV-Scanner JSON (of 1.4 and later, 2), `npm audit --json` (auditReportVersion 2), `pnpm audit --json`, pip-audit JSON,
   * Snyk JSON (`snyk test`, also of several projects), CycloneDX JSON 1.4 to 1.7 with vulnerabilities. UTF-8, at most
   * 256 MiB each. Misconfigurations, secrets and licences in them are not measured. A report that names no package that was
   * looked at has examined nothing: let Trivy write `--list-all-pkgs`, OSV-Scanner `--all-packages`, and Grype
   * `-o cyclonedx-json`. Errors that a tool wrote in place of a report, and bills of materials, are refused.
   * @minItems 1
   */
  reports: InputPath[];
  /** The catalogue of Known Exploited Vulnerabilities, as CISA publishes it as JSON. */
  known_exploited?: InputPath;
  /** The EPSS scores of one day, as FIRST publishes them: CSV, also with gzip. */
  epss?: InputPath;
  /**
   * Where the reports come from, for what they do not say themselves: SLSA provenance (v0.2, v1) that names each of them by
   * its SHA-256, plain, in a DSSE envelope or in a sigstore bundle. Its signature is not looked at.
   */
  provenance?: InputPath;
}
