import { timeOf } from '@gatehouse/contracts';
import { type Run, readChange } from '@gatehouse/judge';
import type { Judged } from '@gatehouse/report';
import type { Decision } from '@gatehouse/signoff';
import type { Host } from './host.ts';
import { type Authorship, authorshipOfBroken, readAuthorship } from './read-authorship.ts';
import type { WouldSign } from './require-not-author.ts';

/** Who wrote what would be signed; to ratify is to sign what was let go. */
export async function readReleaseAuthors(
  host: Host,
  run: Run,
  { facts }: Judged,
  decision: Decision,
): Promise<Authorship> {
  if (decision === 'ratify') {
    const { ledger } = await readChange(host, run);
    return authorshipOfBroken(ledger, `${facts.release.name}/${facts.release.version}`);
  }
  const commits = facts.contributions.map(({ commit }) => run.repository.readCommit(commit));
  return readAuthorship(
    (await Promise.all(commits)).map(({ bytes }) => bytes),
    [run.base.trustRoot],
  );
}

/** Who would sign in a role, for themselves or for who lent it. */
export function wouldSign(
  host: Host,
  { base }: Run,
  folder: string,
  { principal, role, notAuthor }: { principal: string; role: string; notAuthor?: boolean | undefined },
): WouldSign {
  const held = base.trustRoot.rolesFor(principal, folder, timeOf(host.now()).slice(0, 10));
  const onBehalfOf = held.find((one) => one.role === role)?.onBehalfOf ?? null;
  return { principal, onBehalfOf, denies: Boolean(notAuthor) };
}
