import type { FactsSignoff } from '@gatehouse/contracts';
import { type Authors, findAuthors } from './find-authors.ts';
import { countSignoffs } from './judge-signoffs.ts';
import { governancePath, governanceStatement, statementDigest } from './statement.ts';
import type { TrustRootIndex } from './trust-root.ts';
import { type SignoffCandidate, type VerifiedSignoff, verifySignoff } from './verify-signoff.ts';

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
  /** Withdrawals that are part of the base: they void what does not descend from them. */
  withdrawals?: readonly VerifiedSignoff[];
  /** Withdrawals that only other branches have: they void what approves the same content. */
  elsewhere?: readonly VerifiedSignoff[];
  /** The raw commits that wrote the change: their authors do not count, nor who is named and does not deny it. */
  commits: readonly Uint8Array[];
  /** The day (UTC) that is judged for, `YYYY-MM-DD`. */
  today: string;
  isAncestor(ancestor: string, descendant: string): boolean;
}

/**
 * What sign-offs of a change are worth, by each of the two trust roots: one a candidate, in their order, and the
 * withdrawals from elsewhere.
 */
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
  const { old, next, target, candidates, withdrawals = [], elsewhere = [], today, isAncestor } = change;
  const release = `governance/${next.root.version}`;
  const own = await Promise.all(candidates.map((candidate) => verifySignoff(candidate, root)));
  const known = new Set(candidates.map(({ id }) => id));
  const same = elsewhere.filter(({ signoff }) => signoff?.digest === subject.digest);
  const withdrawn = [...withdrawals, ...same].filter(
    ({ id, signoff }) => signoff?.release === release && !known.has(id),
  );
  return countSignoffs([...own, ...withdrawn], {
    ...{ root, target, release, today, isAncestor, ...subject },
    project: old.root.project,
    folder: governancePath,
  });
}
