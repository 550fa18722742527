import { digestDecision } from '@gatehouse/contracts';
import type { CheckReport, Judged } from '@gatehouse/report';

/** The message of the merge commit that promotes: for people, and for `gate replay`. */
export function promotionMessage(report: CheckReport, judged: readonly Judged[], head: string): string {
  const governed = report.governance?.release;
  const names = [...report.releases.map((release) => release.release), ...(governed ? [governed] : [])];
  const releases = report.releases.flatMap((release) => [
    `${release.release}: ${release.verdict}`,
    `  digest ${release.digest}`,
    `  signed by ${release.signoffs.map(({ role, have }) => `${role}: ${have.join(', ')}`).join('; ')}`,
  ]);
  const governance = governed ? [`${governed}: ready`, `  digest ${report.governance?.digest}`] : [];
  const provenance = [
    `Head: ${head}`,
    `Base: ${report.base}`,
    `Policy: ${report.policy_digest}`,
    `Judged-At: ${report.evaluated_at}`,
    ...judged.map(({ decision }) => `Decided: ${decision.release} ${digestDecision(decision)}`),
  ];
  return `Promote ${names.join(', ')}\n\n${[...releases, ...governance].join('\n')}\n\n${provenance.join('\n')}\n`;
}

/**
 * The digests of decisions that a commit's text records, by release. Claims: to be compared, never believed. Earlier engines
 * wrote `Decision:`, with a digest that only the engine of that day makes again: those are not among them.
 */
export function recordedDecisions(text: string): Map<string, string> {
  const lines = text.matchAll(/^Decided: (\S+) (sha256:[0-9a-f]{64})$/gm);
  return new Map([...lines].map(([, release, digest]) => [release as string, digest as string]));
}
