import { GatehouseError } from '@gatehouse/contracts';
import {
  assembleFacts,
  type FactsRun,
  leftBehind,
  readOutcome,
  type Selection,
  type TreeSource,
} from '@gatehouse/facts';
import { decide, type Evaluator, type Policy } from '@gatehouse/policy';
import { type ErrorReport, type GovernanceReport, type Judged, reportError } from '@gatehouse/report';
import type { Host } from './host.ts';
import { judgeGoverned } from './judge-governed.ts';

/** A move of the head away from the base, with all that is known of it before a release is looked at. */
export interface Change extends FactsRun {
  /** Where the head left the base: what differs from it is what the head changes. */
  fork: TreeSource;
}

/** What judges a change. The evaluator has the policy loaded. */
export interface Judge {
  host: Host;
  policy: Policy;
  evaluator: Evaluator;
}

export interface JudgedChange<Kept> {
  judged: Kept[];
  errors: ErrorReport[];
  governance: GovernanceReport | null;
}

/** How many releases are in work at once: enough to keep git and the policy busy, little enough for memory. */
const atOnce = 8;

/**
 * Judges the selected releases and the governed files of a change, and keeps of each release what `keep` makes of it:
 * there can be ten thousand. Errors of one release are data, others thrown.
 */
export async function judgeChange<Kept>(
  judge: Judge,
  change: Change,
  selection: Selection,
  keep: (judged: Judged) => Kept,
): Promise<JudgedChange<Kept>> {
  const errors: ErrorReport[] = [
    ...selection.deleted.flatMap((folder) => reportError(nameOf(folder), deletedRelease(folder))),
    ...selection.misplaced.flatMap((path) => reportError(path, misplacedRelease(path))),
  ];
  const judged: Kept[] = [];
  await eachAtOnce(selection.folders, async (folder, index) => {
    try {
      judged[index] = keep(await judgeRelease(judge, change, folder));
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code.startsWith('policy.')) throw error;
      errors.push(...reportError(nameOf(folder), error));
    }
  });
  for (const folder of selection.outcomes) {
    try {
      await readOutcome(change.head, folder);
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      errors.push(...reportError(nameOf(folder), error));
    }
  }
  const governance = await judgeGoverned(judge, change);
  for (const error of await forgottenAuthors(change, selection, governance !== null)) {
    errors.push(...reportError(null, error));
  }
  return { judged: judged.filter(Boolean), errors, governance };
}

/** Judges one release. Throws where it can not be read, and `policy.*`. */
export async function judgeRelease(
  { policy, evaluator }: Omit<Judge, 'host'>,
  change: FactsRun,
  folder: string,
): Promise<Judged> {
  const { facts, locate } = await assembleFacts(change, folder);
  const decision = decide(facts, policy, await evaluator.evaluate(facts));
  return { facts, decision, locate };
}

async function eachAtOnce<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
}

/**
 * Who wrote something is known by the commits that a change brings. Merged without their files, commits would be part of
 * main before what they wrote is: whoever brings it later would seem to have written it, or nobody would.
 */
async function forgottenAuthors(
  { history, base, head, fork }: Change,
  { folders }: Selection,
  governs: boolean,
): Promise<GatehouseError[]> {
  if (head.commit === null || head.commit === base.commit) return [];
  const errors: GatehouseError[] = [];
  const left = folders.length > 0 ? [] : await leftBehind(history, base, head);
  for (const folder of left) errors.push(withoutFiles(folder));
  if (!governs && history.governors.length > 0) errors.push(withoutFiles('governed files'));
  for (const folder of folders) {
    const isNew = (await fork.entryId(folder)) === null;
    if (isNew && left.length === 0 && !history.contributions.has(folder)) errors.push(withoutAuthors(folder));
  }
  return errors;
}

function withoutFiles(what: string): GatehouseError {
  return new GatehouseError(
    'refused.left_behind',
    `commits that changed ${what} are merged without what they changed`,
    {
      hint: 'Leave those commits out (git rebase -i refs/heads/main): later nobody would know who wrote it.',
    },
  );
}

function withoutAuthors(folder: string): GatehouseError {
  return new GatehouseError('refused.left_behind', `no commit of this branch wrote ${folder}`, {
    hint: 'Its commits are part of main already, without its files. Commit it again, by whoever vouches for having written it.',
    place: { file: folder },
  });
}

function nameOf(folder: string): string {
  return folder.slice('releases/'.length);
}

function deletedRelease(folder: string): GatehouseError {
  return new GatehouseError('refused.promoted', `${folder} is on the base and is deleted by the head`, {
    hint: 'A promoted release stays: restore the folder (git checkout refs/heads/main -- <folder>).',
    place: { file: folder },
  });
}

function misplacedRelease(path: string): GatehouseError {
  return new GatehouseError(
    'input.release_path',
    `${path} is not where a release can be, and would not be judged`,
    {
      hint: 'A release is a folder releases/<name>/<version>/ with its own release.yaml, and no link.',
      place: { file: path },
    },
  );
}
