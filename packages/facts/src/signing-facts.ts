import type { Facts } from '@gatehouse/contracts';
import { countConfirmations, tellSigner } from '@gatehouse/signoff';
import { type Confirmable, confirmationDigest } from './confirmation-digest.ts';
import { countFor } from './count-for.ts';
import type { FactsRun } from './facts-run.ts';
import type { ReleaseFile } from './read-release.ts';

type SigningFacts = Pick<Facts, 'signoffs' | 'confirmations' | 'authors' | 'writers' | 'contributions'>;

/** What people have signed of a release, and who wrote it. `unknown`: as in `AssembledFacts`. */
export async function signingFacts(
  run: FactsRun,
  read: ReleaseFile,
  facts: Confirmable & Pick<Facts, 'path' | 'digest' | 'evidence'>,
): Promise<SigningFacts & { unknown: string[] }> {
  const { path, digest, evidence } = facts;
  const move = { ...run, withdrawals: run.ledger.withdrawals };
  const counted = await countFor(move, path, read, digest);
  const { commits, unknown, signoffs, authors, writers, verified, scope } = counted;
  const ids = Object.keys(evidence);
  const blobs = new Map<string, string | null | undefined>();
  for (const id of ids) blobs.set(id, await run.head.entryId(`${path}/evidence/${id}.json`));
  const inputs = new Map<string, string | null>();
  for (const { inputs: files = [] } of Object.values(evidence))
    for (const { path: input } of files)
      inputs.set(input, (await run.head.entryId(`${path}/${input}`)) ?? null);
  const contributions = commits.map(async ({ id: commit, bytes, brought }) => ({
    commit,
    ...(await tellSigner(bytes, run.base.trustRoot)),
    evidence: ids
      .filter((id) => blobs.get(id) && brought.get(`evidence/${id}.json`)?.id === blobs.get(id))
      .sort(),
    inputs: [...inputs]
      .filter(([input, id]) => id !== null && brought.get(input)?.id === id)
      .map(([input]) => input)
      .sort(),
  }));
  return {
    ...{ signoffs, authors, writers, unknown },
    confirmations: countConfirmations(verified, {
      ...scope,
      digestOf: (confirmation) => confirmationDigest(facts, confirmation),
    }),
    contributions: (await Promise.all(contributions)).sort(byCommit),
  };
}

function byCommit(one: { commit: string }, other: { commit: string }): number {
  return one.commit < other.commit ? -1 : 1;
}
