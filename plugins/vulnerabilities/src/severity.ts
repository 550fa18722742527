/** From worst to least; what cannot be told is one of its own, and never left out. */
export const severities = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;

export type Severity = (typeof severities)[number];

/**
 * The words of the tools, in lower case. Sources: Trivy and Grype, their JSON; GitHub advisories and npm (moderate, info);
 * CycloneDX 1.4 to 1.7, `severity` (info, none); Red Hat and SUSE ratings (important, moderate); Debian's tracker
 * (unimportant, negligible, end-of-life, not yet assigned); Snyk (critical to low).
 */
const words: Record<Severity, readonly string[]> = {
  critical: ['critical'],
  high: ['high', 'important'],
  medium: ['medium', 'moderate'],
  low: ['low'],
  negligible: ['negligible', 'unimportant', 'info', 'informational', 'none'],
  unknown: ['unknown', 'unassigned', 'not yet assigned', 'end-of-life', 'undefined', ''],
};

const meanings = new Map(
  severities.flatMap((severity) => words[severity].map((word): [string, Severity] => [word, severity])),
);

/** What a word says; any other word is `unknown`. */
export function readSeverity(word: unknown): Severity {
  return typeof word === 'string' ? (meanings.get(word.trim().toLowerCase()) ?? 'unknown') : 'unknown';
}

/** By the qualitative scale of CVSS 3.1 (section 5) and 4.0 (section 6), from a base score of 0 to 10. */
export function rateScore(score: unknown): Severity {
  const number = typeof score === 'string' && /^\d{1,2}(\.\d+)?$/.test(score) ? Number(score) : score;
  if (typeof number !== 'number' || !(number >= 0 && number <= 10)) return 'unknown';
  if (number === 0) return 'negligible';
  if (number < 4) return 'low';
  if (number < 7) return 'medium';
  return number < 9 ? 'high' : 'critical';
}

/** The worst of what is known; `unknown` only where nothing is. */
export function worstOf(all: readonly Severity[]): Severity {
  return severities.find((severity) => all.includes(severity)) ?? 'unknown';
}
