import { type CommitLinks, firstParents, newCommits, type Objects, type Repository } from '@gatehouse/git';
import { isTrustRootError } from './assemble-change.ts';
import { ledgerOf } from './enter-ledger.ts';
import { indexSignoffs } from './index-signoffs.ts';
import { emptyLedger, joinLedgers, type Ledger, type Reaches } from './ledger.ts';
import { type BaseMemory, openBase } from './open-base.ts';
import { committerDate, readHistory } from './read-history.ts';
import { openCommit } from './tree-source.ts';

/** What the steps of main before one still say to it. */
export interface Past {
  ledger: Ledger;
  /** The latest date that a tip of main had, in seconds since 1970. */
  latest: number;
}

/** A step of main: from the first parent of a commit to that commit. */
interface MainStep {
  commit: string;
  /** The commits that it brings, itself included. */
  commits: readonly string[];
}

const lastingDecisions = ['break-glass', 'ratify', 'withdraw'].map((one) => `Gatehouse-Decision: ${one}`);

/** Whether a commit may be a sign-off that outlives its step. */
export function isLasting(bytes: Buffer): boolean {
  return lastingDecisions.some((text) => bytes.includes(text));
}

/**
 * What one step adds to the ledger, by the trust root of the tip before it and on the day of its commit. The only place
 * where steps are entered: hook, check, replay, bundle and audit cannot differ. Where the base has no trust root that can
 * be used, nothing that is said counts. Throws `git.object`.
 */
export async function enterStep(
  objects: Objects,
  { commit, commits }: MainStep,
  { before, reaches, memory = new Map() }: { before: Ledger; reaches: Reaches; memory?: BaseMemory },
): Promise<Ledger> {
  try {
    const read = await Promise.all(commits.map((id) => objects.readCommit(id)));
    if (!read.some(({ bytes }) => isLasting(bytes))) return emptyLedger();
    const history = await readHistory(objects, commits);
    const own = await objects.readCommit(commit);
    const parent = own.parents[0];
    if (parent === undefined) return emptyLedger();
    const base = await openBase(await openCommit(objects, parent), parent, memory);
    const lasting = history.candidates.filter(({ bytes }) => isLasting(bytes));
    return await ledgerOf({
      ...{ objects, base, fork: base.source, history, before, reaches, step: commit },
      head: await openCommit(objects, await judgedHead(objects, own)),
      signoffs: await indexSignoffs(lasting, base.trustRoot),
      now: new Date((committerDate(own.bytes) ?? 0) * 1000).toISOString(),
    });
  } catch (error) {
    if (isTrustRootError(error)) return emptyLedger();
    throw error;
  }
}

/** What a step is judged by: where the merge changed nothing, the tip of the branch is what people saw and signed. */
export async function judgedHead(
  objects: Pick<Objects, 'readCommit'>,
  { id, tree, parents }: CommitLinks,
): Promise<string> {
  const second = parents[1];
  if (second === undefined) return id;
  return (await objects.readCommit(second)).tree === tree ? second : id;
}

/** What the whole history of a tip of main still says. Most say nothing lasting, and git finds the few that do. */
export async function readLedger(repository: Repository, tip: string): Promise<Ledger> {
  const lasting = new Set(await repository.commitsMentioning(lastingDecisions, [tip]));
  let ledger = emptyLedger();
  if (lasting.size === 0) return ledger;
  const memory: BaseMemory = new Map();
  for (const step of await readSteps(repository, tip)) {
    if (!step.commits.some((id) => lasting.has(id))) continue;
    const options = { before: ledger, reaches: repository.isAncestor, memory };
    ledger = joinLedgers(ledger, await enterStep(repository, step, options));
  }
  return ledger;
}

/** The same with the latest date. `now`, in seconds since 1970: a date that is still to come was never that of a tip. */
export async function readPast(repository: Repository, tip: string, now: number): Promise<Past> {
  const chain = await firstParents(repository, tip, null);
  const ledger = await readLedger(repository, tip);
  return { ledger, latest: await latestOf(repository, chain, now) };
}

/** The latest date of some commits that is not to come, in seconds since 1970. */
export async function latestOf(repository: Repository, ids: readonly string[], now: number): Promise<number> {
  let latest = 0;
  await eachCommit(repository, ids, ({ bytes }) => {
    latest = laterDate(latest, bytes, now);
  });
  return latest;
}

/** The steps of main, oldest first, by the parents in raw bytes; git tells what to read ahead. Linear in the history. */
async function readSteps(repository: Repository, tip: string): Promise<MainStep[]> {
  const parents = new Map<string, string[]>();
  await eachCommit(repository, await repository.commitsBetween(null, tip), (commit) => {
    parents.set(commit.id, commit.parents);
  });
  // What git left out is read here, or it is missing.
  const links = {
    readCommit: async (id: string) => ({
      id,
      parents: parents.get(id) ?? (await repository.readCommit(id)).parents,
    }),
  };
  const steps: MainStep[] = [];
  const known = new Set<string>();
  for (const commit of (await firstParents(repository, tip, null)).reverse()) {
    const commits = await newCommits(links, commit, known);
    for (const id of commits) known.add(id);
    steps.push({ commit, commits });
  }
  return steps;
}

async function eachCommit(
  repository: Repository,
  ids: readonly string[],
  see: (commit: CommitLinks) => void,
): Promise<void> {
  for (let at = 0; at < ids.length; at += 500) {
    const commits = await Promise.all(ids.slice(at, at + 500).map((id) => repository.readCommit(id)));
    commits.forEach(see);
  }
}

/** The later of a date and that of a commit, which does not count where it is to come. All in seconds since 1970. */
export function laterDate(latest: number, bytes: Buffer, now: number): number {
  const date = committerDate(bytes) ?? 0;
  return date > now + slack ? latest : Math.max(latest, date);
}

/** Clocks of people differ a little: by so many seconds at the most. */
export const slack = 300;
