import type { Objects } from '@gatehouse/git';
import type { VerifiedSignoff } from '@gatehouse/signoff';
import type { SignoffsByRelease } from './index-signoffs.ts';
import type { Ledger } from './ledger.ts';
import type { Base } from './open-base.ts';
import type { History } from './read-history.ts';
import type { TreeSource } from './tree-source.ts';

/** What a run knows before it looks at a release. */
export interface FactsRun {
  now: string;
  /** The objects of the base's history. */
  objects: Objects;
  base: Base;
  /** Where the head left the base: what differs from it is what the head changes. */
  fork: TreeSource;
  head: TreeSource;
  history: History;
  signoffs: SignoffsByRelease;
  /** What sign-offs on the base still say, and those of the head. */
  ledger: Ledger;
  /** Withdrawals that only other branches of the repository have. */
  elsewhere?: readonly VerifiedSignoff[];
  /** Whether a commit is an ancestor of another, for sign-offs of the head and withdrawals of the ledger. */
  isAncestor(ancestor: string, descendant: string): boolean;
}
