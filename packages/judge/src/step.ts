import type { Base, BaseMemory, Ledger, Past, Reaches, SignoffsByRelease } from '@gatehouse/facts';
import type { Objects } from '@gatehouse/git';
import type { ErrorReport, GovernanceReport, Judged } from '@gatehouse/report';
import type { VerifiedSignoff } from '@gatehouse/signoff';
import type { Engine } from './engine.ts';
import type { PolicyShelf } from './policy-shelf.ts';

/** One move of the target branch: from the first parent of a commit to that commit. */
export interface Step {
  commit: string;
  /** The commits that it brings, itself included, newest first. */
  commits: readonly string[];
  /** What the steps before it still say. */
  past: Past;
  /** Judge as of this moment; default: the date of the commit. */
  now?: Date;
  /** Withdrawals that only other branches have: they matter to what is decided now. */
  elsewhere?: readonly VerifiedSignoff[];
}

/** What judges steps, one after the other or many at once. */
export interface StepJudge {
  engine: Engine;
  objects: Objects;
  policies: PolicyShelf;
  memory: BaseMemory;
  reaches: Reaches;
}

export interface Reason {
  code: string;
  message: string;
}

export interface JudgedStep {
  commit: string;
  parent: string;
  /** The moment that it was judged for. */
  time: string;
  /** Of a step that may stand: what it is. Of one that may not: `refused`. */
  verdict: 'promoted' | 'governance' | 'break-glass' | 'unrelated' | 'refused';
  judged: Judged[];
  governance: GovernanceReport | null;
  /** Releases and paths that could not be judged. */
  errors: ErrorReport[];
  /** Why it is refused; empty otherwise. */
  reasons: Reason[];
  signoffs: SignoffsByRelease;
  base: Base;
  /** What its own sign-offs say to the steps behind it. */
  ledger: Ledger;
}
