import type { Facts } from '@gatehouse/contracts';
import { newCommits, type Objects } from '@gatehouse/git';
import { findAuthors, type VerifiedSignoff } from '@gatehouse/signoff';
import { indexSignoffs, type SignoffsByRelease } from './index-signoffs.ts';
import { type Base, loadTrustRoot } from './open-base.ts';
import { type History, readHistory } from './read-history.ts';
import { openCommit } from './tree-source.ts';

/** What sign-offs that are part of `main` still say to those that come after them. */
export interface Ledger {
  /** Who broke glass, and who wrote what was let go so. Bundles of earlier engines count who is named as an author. */
  broken: {
    release: string;
    digest: string;
    principal: string;
    until: string;
    authors: string[];
    named?: string[];
  }[];
  ratified: { release: string; digest: string; principal: string; denies?: 'authorship' }[];
  /** Withdrawals: they void approvals on branches that do not know of them. */
  withdrawals: VerifiedSignoff[];
}

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
 * What a step adds to the ledger, by its sign-offs, verified by the trust root of the base. Glass is broken for what is
 * not on the base yet: afterwards there is nothing to let go.
 */
export async function ledgerOf(
  history: History,
  signoffs: SignoffsByRelease,
  { trustRoot: root, source }: Pick<Base, 'trustRoot' | 'source'>,
): Promise<Ledger> {
  const ledger = emptyLedger();
  for (const one of [...signoffs.values()].flat()) {
    const { signoff, principal, refusal } = one;
    if (signoff === null || principal === null || refusal !== null) continue;
    const holder = root.root.principals[principal];
    const { release, decision, role, digest, denies, until = '' } = signoff;
    if (decision === 'withdraw') ledger.withdrawals.push(one);
    if (holder?.kind !== 'person' || !holder.roles.includes(role)) continue;
    if (decision === 'break-glass' && (await source.entryId(`releases/${release}`)) === null) {
      const commits = history.contributions.get(`releases/${release}`) ?? [];
      const written = await findAuthors({ commits: commits.map(({ bytes }) => bytes), root });
      ledger.broken.push({ release, digest, principal, until, ...written });
    }
    if (decision === 'ratify' && role === root.root.governance.role)
      ledger.ratified.push({ release, digest, principal, ...(denies && { denies }) });
  }
  return ledger;
}

/**
 * Promotions of `name` on the base for which glass was broken, and that nobody who governs has ratified: somebody else
 * than those who broke it, and than its authors (who is only named as one may deny it).
 */
export async function unratified(base: Base, name: string, ledger: Ledger): Promise<Facts['unratified']> {
  const open: Facts['unratified'] = [];
  const releases = new Set(ledger.broken.map(({ release }) => release));
  for (const release of [...releases].filter((one) => one.startsWith(`${name}/`)).sort()) {
    if ((await base.source.entryId(`releases/${release}`)) === null) continue;
    const broken = ledger.broken.filter((one) => one.release === release);
    const people = [...new Set(broken.map(({ principal }) => principal))].sort();
    if (ratifierOf(release, ledger) !== null) continue;
    const { digest } = broken[0] as { digest: string };
    open.push({ release, digest, people, until: broken.map(({ until }) => until).sort()[0] as string });
  }
  return open;
}

/** Who ratified broken glass; null if nobody did who may. */
export function ratifierOf(release: string, { broken, ratified }: Ledger): string | null {
  const about = broken.filter((one) => one.release === release);
  const involved = about.flatMap(({ principal, authors }) => [principal, ...authors]);
  const named = about.flatMap((one) => one.named ?? []);
  const digests = about.map(({ digest }) => digest);
  const one = ratified.find(
    (entry) =>
      entry.release === release &&
      digests.includes(entry.digest) &&
      !involved.includes(entry.principal) &&
      (entry.denies === 'authorship' || !named.includes(entry.principal)),
  );
  return one?.principal ?? null;
}

/** What the messages of sign-offs contain that outlive their step. */
export const lastingDecisions = [
  'Gatehouse-Decision: break-glass',
  'Gatehouse-Decision: ratify',
  'Gatehouse-Decision: withdraw',
] as const;

export function isLasting(bytes: Buffer): boolean {
  return lastingDecisions.some((text) => bytes.includes(text));
}

/**
 * Reads the ledger of a whole history, step by step, each with the trust root of its day: a key that was taken out of
 * the root since has not ratified less. `chain`: the first-parent chain, newest first. Linear in the history.
 */
export async function readLedger(objects: Objects, chain: readonly string[]): Promise<Ledger> {
  const ledgers: Ledger[] = [];
  const known = new Set<string>();
  for (const [index, id] of [...chain].reverse().entries()) {
    const commits = await newCommits(objects, id, known);
    for (const commit of commits) known.add(commit);
    const parent = chain[chain.length - index];
    const read = await Promise.all(commits.map((commit) => objects.readCommit(commit)));
    if (parent === undefined || !read.some(({ bytes }) => isLasting(bytes))) continue;
    const history = await readHistory(objects, commits);
    const source = await openCommit(objects, parent);
    const trustRoot = await loadTrustRoot(source);
    const lasting = history.candidates.filter(({ bytes }) => isLasting(bytes));
    ledgers.push(await ledgerOf(history, await indexSignoffs(lasting, trustRoot), { trustRoot, source }));
  }
  return joinLedgers(...ledgers);
}
