import { type Measured, method } from '@gatehouse/plugin-kit';
import type { Epss, KnownExploited } from './read-snapshots.ts';

/** How each metric is computed, with what the reports say of themselves and which snapshots were asked. */
export function methodsOf(
  reports: readonly Record<string, unknown>[],
  known: KnownExploited | undefined,
  epss: Epss | undefined,
): Measured['methods'] {
  return {
    vulnerabilities: method(
      'vulnerabilities in packages that no scanner suppressed, each once: entries of one package and version (by package ' +
        'URL, else ecosystem and name) that share an id or an alias, in one report or several, are one; an entry without ' +
        'a version adds to those of any version; n: packages, as of each severity',
    ),
    critical: method(
      'vulnerabilities that any report rates critical, or gives a CVSS base score of 9.0 and more',
    ),
    high: method(
      'vulnerabilities that are rated high or important, or by a score of 7.0 to 8.9, and no worse by any report',
    ),
    medium: method(
      'vulnerabilities that are rated medium or moderate, or by a score of 4.0 to 6.9, and no worse by any report',
    ),
    low: method(
      'vulnerabilities that are rated low, or by a score of 0.1 to 3.9, and no worse by any report',
    ),
    negligible: method(
      'vulnerabilities that are rated negligible, unimportant, info or none, or by a score of 0, and no worse by any report',
    ),
    unknown: method(
      'vulnerabilities of which no report says how severe they are, or by no word that is known',
    ),
    fixable: method(
      'vulnerabilities of which any report says that a fix exists; n: packages, as of each of the below',
    ),
    fixable_critical: method('those that are critical, with a fix'),
    fixable_high: method('those that are high, with a fix'),
    fixable_medium: method('those that are medium, with a fix'),
    fixable_low: method('those that are low, with a fix'),
    fixable_negligible: method('those that are negligible, with a fix'),
    fixable_unknown: method('those of unknown severity, with a fix'),
    suppressed: method(
      'vulnerabilities that every report that names them suppresses, and that are not counted above: Trivy ' +
        'ExperimentalModifiedFindings, Grype ignoredMatches, Snyk filtered, CycloneDX resolved, resolved_with_pedigree, ' +
        'false_positive, not_affected',
    ),
    packages: method(
      'packages that were looked at, at least: the different ones that the reports name, or the number that one of them ' +
        'gives, whichever is most; by report, with what it says of its tool and subject',
      { reports },
    ),
    packages_skipped: method('packages that pip-audit says it skipped'),
    systems_unsupported: method(
      'images past the end of support of their system (Trivy EOSL): no more advisories are written for it; n: reports',
    ),
    known_exploited: method(
      'vulnerabilities with a CVE of the catalogue of Known Exploited Vulnerabilities of CISA; n: packages',
      { catalog_version: known?.version, date_released: known?.released },
    ),
    epss_max: method(
      'highest EPSS score (FIRST; probability of exploitation within 30 days) of their CVEs; n: vulnerabilities with one',
      { score_date: epss?.date, model_version: epss?.model },
    ),
    database_age_days: method(
      'how old the database of the scanner was when it scanned, the oldest, by the times in the report (Grype); n: reports ' +
        'that say both',
    ),
    reported_at: method(
      'when each report was written, in seconds since 1970 UTC, for each subject that it or its provenance names (label ' +
        '`subject`: `sha256:…` of an image or file, `git:…` of a commit); the earlier, where report and provenance both tell',
    ),
    count_mismatch: method(
      'totals of the reports that their findings contradict: npm metadata.vulnerabilities, pnpm whether there are any, ' +
        'Snyk uniqueCount; n: totals',
    ),
  };
}
