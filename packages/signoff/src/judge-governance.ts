import type { FactsSignoff } from '@gatehouse/contracts';
import { type Authors, findAuthors } from './find-authors.ts';
import { judgeSignoffs } from './judge-signoffs.ts';
import { governancePath, governanceStatement, statementDigest } from './statement.ts';
import type { TrustRootIndex } from './trust-root.ts';
import type { SignoffCandidate } from './verify-signoff.ts';

/** A change of governed files: trust root, policies, plugins, engine. */
export interface GovernanceChange {
  /** The trust root before the change. */
  old: TrustRootIndex;
  /** The trust root after the change. */
  next: TrustRootIndex;
  /** The branch that is merged into. */
  target: string;
  /** `sha256:…` of every governed file after the change, by its path in the repository. */
  files: Record<string, string>;
  /** Commits that may be sign-offs of `governance/<version>`. */
  candidates: readonly SignoffCandidate[];
  /** The raw commits that wrote the change: their authors do not count, nor who is named and does not deny it. */
  commits: readonly Uint8Array[];
  /** The day (UTC) that is judged for, `YYYY-MM-DD`. */
  today: string;
  isAncestor(ancestor: string, descendant: string): boolean;
}

/** What sign-offs of a change are worth, by each of the two trust roots: one a candidate, in their order. */
export interface GovernanceSignoffs {
  /** What sign-offs name. */
  digest: string;
  old: FactsSignoff[];
  new: FactsSignoff[];
}

/**
 * Judges the sign-offs of a change of governed files, by the trust root before it with its keys and by the one after it
 * with its own: so nobody takes over alone, and nobody hands over to keys that do not sign. Whether they are enough, the
 * policy says.
 */
export async function judgeGovernance(change: GovernanceChange): Promise<GovernanceSignoffs> {
  const { old, next, target, files, commits } = change;
  const digest = statementDigest(governanceStatement({ project: old.root.project, target, files }));
  // By both roots: else a change could take the address from the root by which its author is known.
  const found = [await findAuthors({ commits, root: old }), await findAuthors({ commits, root: next })];
  const authors = found.flatMap((one) => one.authors);
  const named = found.flatMap((one) => one.named).filter((one) => !authors.includes(one));
  return {
    digest,
    old: await judgeBy(old, change, { digest, authors, named }),
    new: await judgeBy(next, change, { digest, authors, named }),
  };
}

async function judgeBy(
  root: TrustRootIndex,
  change: GovernanceChange,
  subject: Authors & { digest: string },
): Promise<FactsSignoff[]> {
  const { old, next, target, candidates, today, isAncestor } = change;
  return judgeSignoffs({
    ...{ root, target, candidates, today, isAncestor, ...subject },
    project: old.root.project,
    release: `governance/${next.root.version}`,
    folder: governancePath,
  });
}
