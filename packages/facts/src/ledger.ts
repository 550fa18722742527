import type { Facts } from '@gatehouse/contracts';
import type { VerifiedSignoff } from '@gatehouse/signoff';
import type { CountingMove } from './count-for.ts';

/** What sign-offs that are part of `main` still say to those that come after them. Plain JSON. */
export interface Ledger {
  /** Sign-offs that broke glass, counted as the policy counts them, and who wrote what was let go so. */
  broken: BrokenGlass[];
  /** In the order of main; of one principal about one promotion the last counts. */
  ratified: Ratification[];
  /** Withdrawals: they void approvals on branches that do not know of them. */
  withdrawals: VerifiedSignoff[];
}

export interface Ratification {
  release: string;
  digest: string;
  principal: string;
  denies?: 'authorship';
  withdrawn?: true;
}

export interface BrokenGlass {
  /** The step that let the release go; null: none yet, it is on a branch. */
  step: string | null;
  release: string;
  digest: string;
  principal: string;
  /** Who lent the role; null: it is the principal's own. */
  on_behalf_of: string | null;
  until: string;
  authors: string[];
  /** Who is named as an author, and may deny it. */
  named: string[];
}

/** Whether the commit `ancestor` can be reached from `descendant`. */
export type Reaches = (ancestor: string, descendant: string) => Promise<boolean>;

export function emptyLedger(): Ledger {
  return { broken: [], ratified: [], withdrawals: [] };
}

export function joinLedgers(...ledgers: readonly Ledger[]): Ledger {
  return {
    broken: ledgers.flatMap(({ broken }) => broken),
    ratified: ledgers.flatMap(({ ratified }) => ratified),
    withdrawals: ledgers.flatMap(({ withdrawals }) => withdrawals),
  };
}

/**
 * Promotions of `name` on the base for which glass was broken, and that nobody who governs has ratified: somebody else
 * than those who broke it, and than its authors (who is only named as one may deny it).
 */
export async function unratified(
  base: CountingMove['base'],
  name: string,
  ledger: Ledger,
): Promise<Facts['unratified']> {
  const open: Facts['unratified'] = [];
  const releases = new Set(ledger.broken.map(({ release }) => release));
  for (const release of [...releases].filter((one) => one.startsWith(`${name}/`)).sort()) {
    if ((await base.source.entryId(`releases/${release}`)) === null) continue;
    const broken = ledger.broken.filter((one) => one.release === release);
    const people = [...new Set(broken.map(({ principal }) => principal))].sort();
    if (ratifierOf(release, ledger) !== null) continue;
    const { digest } = broken[0] as BrokenGlass;
    open.push({ release, digest, people, until: broken.map(({ until }) => until).sort()[0] as string });
  }
  return open;
}

/** Who ratified broken glass; null if nobody did who may. */
export function ratifierOf(release: string, { broken, ratified }: Ledger): string | null {
  const about = broken.filter((one) => one.release === release);
  const involved = about.flatMap(({ principal, on_behalf_of, authors }) => [
    principal,
    on_behalf_of,
    ...authors,
  ]);
  const named = about.flatMap((one) => one.named);
  const digests = about.map(({ digest }) => digest);
  const last = new Map(
    ratified.map((entry) => [`${entry.release} ${entry.digest} ${entry.principal}`, entry]),
  );
  const one = [...last.values()].find(
    (entry) =>
      entry.release === release &&
      entry.withdrawn !== true &&
      digests.includes(entry.digest) &&
      !involved.includes(entry.principal) &&
      (entry.denies === 'authorship' || !named.includes(entry.principal)),
  );
  return one?.principal ?? null;
}
