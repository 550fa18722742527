import { isDeepStrictEqual } from 'node:util';
import { GatehouseError } from '@gatehouse/contracts';
import { assembleFacts, type FactsRun, leftBehind, readOutcome, type Selection } from '@gatehouse/facts';
import { decide } from '@gatehouse/policy';
import { type ErrorReport, type Judged, reportError } from '@gatehouse/report';
import type { Change, Judge, JudgedChange } from './change.ts';
import { type BroughtRelease, broughtOutside, changedAfterPromotion } from './covered-changes.ts';
import { judgeGoverned } from './judge-governed.ts';

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
    ...selection.deleted.flatMap((folder) =>
      reportError(nameOf(folder), deletedRelease(folder, change.base.target)),
    ),
    ...selection.misplaced.flatMap((path) => reportError(path, misplacedRelease(path))),
  ];
  const judged: Kept[] = [];
  const brought: BroughtRelease[] = [];
  await eachAtOnce(selection.folders, async (folder, index) => {
    try {
      const { unknown, ...one } = await judgeRelease(judge, change, folder);
      if (unknown.length > 0) errors.push(...reportError(nameOf(folder), withoutAuthors(unknown)));
      brought.push({ name: one.facts.release.name, outside: await broughtOutside(change, folder, one) });
      judged[index] = keep(one);
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code.startsWith('policy.')) throw error;
      errors.push(...reportError(nameOf(folder), error));
    }
  });
  for (const folder of selection.outcomes) {
    try {
      const told = await readOutcome(change.head, folder);
      const before = await change.fork
        .kind(`${folder}/outcome.yaml`)
        .then((kind) => (kind === null ? null : readOutcome(change.fork, folder)));
      if (before?.rollback && !isDeepStrictEqual(before.rollback, told?.rollback)) throw takenBack(folder);
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      errors.push(...reportError(nameOf(folder), error));
    }
  }
  const governance = await judgeGoverned(judge, change);
  for (const folder of await forgottenFolders(change, selection)) {
    errors.push(...reportError(null, withoutFiles(folder, change.base.target)));
  }
  for (const error of await changedAfterPromotion(change, brought)) errors.push(...reportError(null, error));
  return { judged: judged.filter(Boolean), errors, governance };
}

/** Judges one release. Throws where it can not be read, and `policy.*`. */
export async function judgeRelease(
  { policy, evaluator }: Omit<Judge, 'engine'>,
  change: FactsRun,
  folder: string,
): Promise<Judged & { unknown: string[] }> {
  const { facts, locate, unknown } = await assembleFacts(change, folder);
  const decision = decide(facts, policy, await evaluator.evaluate(facts));
  return { facts, decision, locate, unknown };
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
 * Who wrote something is known by the commits that a change brings. Merged without their files, the commits of a release
 * would be part of main before what they wrote is.
 */
async function forgottenFolders({ history, base, head }: Change, { folders }: Selection): Promise<string[]> {
  if (head.commit === null || head.commit === base.commit || folders.length > 0) return [];
  return leftBehind(history, base, head);
}

function takenBack(folder: string): GatehouseError {
  return new GatehouseError(
    'refused.promoted',
    `${folder}/outcome.yaml told of a rollback, and does not any more`,
    {
      hint: 'What was rolled back stays so: what it mends goes live as a version of its own. Put `rollback:` back as it was.',
      place: { file: `${folder}/outcome.yaml` },
    },
  );
}

function withoutFiles(what: string, target: string): GatehouseError {
  return new GatehouseError(
    'refused.left_behind',
    `commits that changed ${what} are merged without what they changed`,
    {
      hint: `Leave those commits out (git rebase -i refs/heads/${target}): later nobody would know who wrote it.`,
    },
  );
}

function withoutAuthors([path = '', ...more]: readonly string[]): GatehouseError {
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  return new GatehouseError(
    'refused.left_behind',
    `no commit of this branch wrote ${path} as it is${others}`,
    {
      hint: 'Its commits are part of the base already, without its files. Commit it again, by whoever vouches for having written it.',
      place: { file: path },
    },
  );
}

function nameOf(folder: string): string {
  return folder.slice('releases/'.length);
}

function deletedRelease(folder: string, target: string): GatehouseError {
  return new GatehouseError('refused.promoted', `${folder} is on the base and is deleted by the head`, {
    hint: `A promoted release stays: restore the folder (git checkout refs/heads/${target} -- <folder>).`,
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
