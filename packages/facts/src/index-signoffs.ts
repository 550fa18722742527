import { type TrustRootIndex, type VerifiedSignoff, verifySignoff } from '@gatehouse/signoff';
import type { Candidate } from './read-history.ts';

/** Candidates by the release that they are about, each verified once, newest first. */
export type SignoffsByRelease = ReadonlyMap<string, readonly VerifiedSignoff[]>;

/**
 * Verifies every candidate and sorts them by release (`<name>/<version>`). One that can not be read is listed under
 * every release that its text names, so that a broken sign-off is shown to those who wait for it.
 */
export async function indexSignoffs(
  candidates: readonly Candidate[],
  root: TrustRootIndex,
): Promise<SignoffsByRelease> {
  const byRelease = new Map<string, VerifiedSignoff[]>();
  const all = await Promise.all(candidates.map((candidate) => verifySignoff(candidate, root)));
  for (const [index, candidate] of candidates.entries()) {
    const verified = all[index] as VerifiedSignoff;
    const releases = verified.signoff === null ? namedReleases(candidate.bytes) : [verified.signoff.release];
    for (const release of releases) {
      const known = byRelease.get(release);
      if (known) known.push(verified);
      else byRelease.set(release, [verified]);
    }
  }
  return byRelease;
}

function namedReleases(bytes: Buffer): string[] {
  const names = bytes.toString('utf8').matchAll(/^Gatehouse-Release: *(\S{3,140})\s*$/gm);
  return [...new Set([...names].map(([, name]) => name as string))];
}
