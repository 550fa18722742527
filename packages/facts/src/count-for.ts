import type { FactsSignoff, Release } from '@gatehouse/contracts';
import {
  type Authors,
  countSignoffs,
  findAuthors,
  type SignoffScope,
  undeniedAuthors,
  type VerifiedSignoff,
} from '@gatehouse/signoff';
import { type Authorship, authorshipOf, type Move } from './authorship.ts';
import type { SignoffsByRelease } from './index-signoffs.ts';
import type { Base } from './open-base.ts';
import type { ReleaseFile } from './read-release.ts';

/** What is known of a move before the sign-offs of one release are counted. */
export interface CountingMove extends Move {
  now: string;
  base: Base;
  signoffs: SignoffsByRelease;
  /** Withdrawals that are part of the base, or of the move: they void what does not descend from them. */
  withdrawals: readonly VerifiedSignoff[];
  /** Withdrawals that only other branches have: they void what approves the same content. */
  elsewhere?: readonly VerifiedSignoff[];
  isAncestor(ancestor: string, descendant: string): boolean;
}

export interface CountedSignoffs extends Authorship {
  signoffs: FactsSignoff[];
  /** All that were looked at, and for what. */
  verified: VerifiedSignoff[];
  scope: SignoffScope;
  /** Who wrote it, and who is named as an author. */
  written: Authors;
  /** Who wrote it, and who is named as an author and has not denied it. */
  authors: string[];
  /** As `authors`, without those who only measured it. */
  writers: string[];
}

/** What the sign-offs of a release are worth, for what it is in the head; and who wrote that. */
export async function countFor(
  move: CountingMove,
  folder: string,
  read: ReleaseFile,
  digest: string,
): Promise<CountedSignoffs> {
  const { trustRoot: root } = move.base;
  const authorship = await authorshipOf(move, folder, read);
  const written = await findAuthors({ commits: authorship.commits.map(({ bytes }) => bytes), root });
  const release = nameOf(read.release);
  const own = move.signoffs.get(release) ?? [];
  const known = new Set(own.map(({ id }) => id));
  const elsewhere = (move.elsewhere ?? []).filter(({ signoff }) => signoff?.digest === digest);
  const withdrawn = [...move.withdrawals, ...elsewhere].filter(
    ({ id, signoff }) => signoff?.release === release && !known.has(id),
  );
  const verified = [...own, ...withdrawn];
  const scope = {
    ...{ root, release, folder, digest, ...written },
    project: root.root.project,
    target: move.base.target,
    today: move.now.slice(0, 10),
    isAncestor: move.isAncestor,
  };
  const signoffs = countSignoffs(verified, scope);
  const writing = authorship.commits.filter(({ id }) => !authorship.measuring.has(id));
  const wrote = await findAuthors({ commits: writing.map(({ bytes }) => bytes), root });
  return {
    ...authorship,
    ...{ verified, scope },
    signoffs,
    written,
    authors: undeniedAuthors(written, verified, signoffs),
    writers: undeniedAuthors(wrote, verified, signoffs),
  };
}

function nameOf({ name, version }: Release): string {
  return `${name}/${version}`;
}
