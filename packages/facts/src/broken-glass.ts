import type { Facts } from '@gatehouse/contracts';
import { newCommits, type Objects } from '@gatehouse/git';
import type { TrustRootIndex } from '@gatehouse/signoff';
import { indexSignoffs, type SignoffsByRelease } from './index-signoffs.ts';
import { type Base, loadTrustRoot } from './open-base.ts';
import { readHistory } from './read-history.ts';
import { releaseDigest } from './release-digest.ts';
import { openCommit } from './tree-source.ts';

/** What history says about glass that was broken: who broke it, and who ratified it. */
export interface GlassLedger {
  broken: GlassEntry[];
  ratified: GlassEntry[];
}

export interface GlassEntry {
  /** `<name>/<version>` */
  release: string;
  digest: string;
  principal: string;
  until: string;
}

export function emptyLedger(): GlassLedger {
  return { broken: [], ratified: [] };
}

/** Adds what the sign-offs of one step say, verified by the trust root of that step. */
export function noteGlass(ledger: GlassLedger, signoffs: SignoffsByRelease, root: TrustRootIndex): void {
  for (const { signoff, principal, refusal } of [...signoffs.values()].flat()) {
    if (signoff === null || principal === null || refusal !== null) continue;
    const holder = root.root.principals[principal];
    if (holder?.kind !== 'person' || !holder.roles.includes(signoff.role)) continue;
    const { release, digest, until = '' } = signoff;
    const entry = { release, digest, principal, until };
    if (signoff.decision === 'break-glass') ledger.broken.push(entry);
    if (signoff.decision === 'ratify' && signoff.role === root.root.governance.role) {
      ledger.ratified.push(entry);
    }
  }
}

/**
 * Promotions of `name` on the base for which the glass was broken, and that none of those who govern has ratified:
 * neither in the history of the base nor, for the head, in `own` sign-offs.
 */
export async function unratified(
  base: Base,
  target: string,
  name: string,
  ledger: GlassLedger,
): Promise<Facts['unratified']> {
  const open: Facts['unratified'] = [];
  const releases = new Set(ledger.broken.map(({ release }) => release));
  for (const release of [...releases].filter((one) => one.startsWith(`${name}/`)).sort()) {
    const folder = `releases/${release}`;
    if ((await base.source.entryId(folder)) === null) continue;
    const digest = await releaseDigest(base.source, folder, { project: base.trustRoot.root.project, target });
    const about = (entry: GlassEntry) => entry.release === release && entry.digest === digest;
    const broken = ledger.broken.filter(about);
    const people = [...new Set(broken.map(({ principal }) => principal))].sort();
    const isRatified = ledger.ratified.some((one) => about(one) && !people.includes(one.principal));
    if (people.length === 0 || isRatified) continue;
    open.push({ release, people, until: broken.map(({ until }) => until).sort()[0] as string });
  }
  return open;
}

/**
 * Reads the ledger of a whole history, step by step, each with the trust root of its day: a key that was taken out of
 * the root since has not ratified less. `chain`: the first-parent chain, newest first. Linear in the history.
 */
export async function readGlassLedger(objects: Objects, chain: readonly string[]): Promise<GlassLedger> {
  const ledger = emptyLedger();
  const known = new Set<string>();
  for (const [index, id] of [...chain].reverse().entries()) {
    const commits = await newCommits(objects, id, known);
    for (const commit of commits) known.add(commit);
    const parent = chain[chain.length - index];
    if (parent === undefined) continue;
    const read = await Promise.all(commits.map((commit) => objects.readCommit(commit)));
    const about = read.filter(({ bytes }) => glassTexts.some((text) => bytes.includes(text)));
    if (about.length === 0) continue;
    const { candidates } = await readHistory(
      objects,
      about.map((commit) => commit.id),
    );
    const root = await loadTrustRoot(await openCommit(objects, parent));
    noteGlass(ledger, await indexSignoffs(candidates, root), root);
  }
  return ledger;
}

/** What the messages of sign-offs about broken glass contain. */
export const glassTexts = ['Gatehouse-Decision: break-glass', 'Gatehouse-Decision: ratify'] as const;
