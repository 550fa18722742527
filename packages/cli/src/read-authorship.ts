import { createHash } from 'node:crypto';
import type { Facts } from '@gatehouse/contracts';
import type { Ledger } from '@gatehouse/facts';
import type { Objects } from '@gatehouse/git';
import {
  type Authors,
  findAuthors,
  parseCommit,
  parseSignoffMessage,
  type TrustRootIndex,
} from '@gatehouse/signoff';

/** Who wrote something, and by which commits others are said to have. */
export interface Authorship extends Authors {
  /** Of those who are named: the ids of the commits that do so, where they are known. */
  namedIn: ReadonlyMap<string, readonly string[]>;
}

/** Finds the authors of raw commits by any of the trust roots. */
export async function readAuthorship(
  commits: readonly Uint8Array[],
  roots: readonly TrustRootIndex[],
): Promise<Authorship> {
  const authors = new Set<string>();
  const namedIn = new Map<string, string[]>();
  for (const bytes of commits) {
    const found = await Promise.all(roots.map((root) => findAuthors({ commits: [bytes], root })));
    for (const principal of found.flatMap((one) => one.authors)) authors.add(principal);
    for (const principal of new Set(found.flatMap((one) => one.named))) {
      namedIn.set(principal, [...(namedIn.get(principal) ?? []), idOf(bytes)]);
    }
  }
  for (const principal of authors) namedIn.delete(principal);
  return { authors: [...authors].sort(), named: [...namedIn.keys()].sort(), namedIn };
}

/** The same for what was let go by broken glass. */
export function authorshipOfBroken({ broken }: Ledger, release: string): Authorship {
  const about = broken.filter((one) => one.release === release);
  return {
    authors: about.flatMap(({ authors }) => authors),
    named: about.flatMap(({ named = [] }) => named),
    namedIn: new Map(),
  };
}

/** Lines about those whom a commit names as authors, and who deny it in sign-offs that count. */
export async function describeDenials(
  objects: Objects,
  signoffs: Facts['signoffs'],
  { namedIn }: Authorship,
): Promise<string[]> {
  const lines: string[] = [];
  for (const { commit, counted, principal } of signoffs) {
    const named = namedIn.get(principal ?? '');
    if (!counted || named === undefined || !(await deniesAuthorship(objects, commit))) continue;
    const ids = named.map((id) => id.slice(0, 10)).join(', ');
    lines.push(`  ${principal} has signed, and denies being an author, which commit ${ids} says`);
  }
  return [...new Set(lines)];
}

/** Whether the message of a sign-off says that the signer wrote nothing of what they sign; look at who signed it too. */
export async function deniesAuthorship(objects: Objects, commit: string): Promise<boolean> {
  const parsed = parseCommit((await objects.readCommit(commit)).bytes);
  const signoff = 'refused' in parsed ? null : parseSignoffMessage(parsed.message);
  return signoff !== null && !('refused' in signoff) && signoff.denies === 'authorship';
}

function idOf(bytes: Uint8Array): string {
  const isSha256 = /^tree [0-9a-f]{64}\n/.test(Buffer.from(bytes.subarray(0, 70)).toString('latin1'));
  return createHash(isSha256 ? 'sha256' : 'sha1')
    .update(`commit ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}
