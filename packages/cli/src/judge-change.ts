import { GatehouseError } from '@gatehouse/contracts';
import { assembleFacts, type FactsRun, type Selection, type TreeSource } from '@gatehouse/facts';
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

export interface JudgedChange {
  judged: Judged[];
  errors: ErrorReport[];
  governance: GovernanceReport | null;
}

/** How many releases are in work at once: enough to keep git and the policy busy, little enough for memory. */
const atOnce = 24;

/** Judges the selected releases and the governed files of a change. Errors of one release are data, others thrown. */
export async function judgeChange(
  judge: Judge,
  change: Change,
  selection: Selection,
  onJudged?: (judged: Judged) => void,
): Promise<JudgedChange> {
  const errors: ErrorReport[] = [
    ...selection.deleted.flatMap((folder) => reportError(nameOf(folder), deletedRelease(folder))),
    ...selection.misplaced.flatMap((path) => reportError(path, misplacedRelease(path))),
  ];
  const judged: Judged[] = [];
  await eachAtOnce(selection.folders, async (folder, index) => {
    try {
      const one = await judgeRelease(judge, change, folder);
      onJudged?.(one);
      judged[index] = one;
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code.startsWith('policy.')) throw error;
      errors.push(...reportError(nameOf(folder), error));
    }
  });
  return { judged: judged.filter(Boolean), errors, governance: await judgeGoverned(judge.host, change) };
}

async function judgeRelease({ policy, evaluator }: Judge, change: Change, folder: string): Promise<Judged> {
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

function nameOf(folder: string): string {
  return folder.slice('releases/'.length);
}

function deletedRelease(folder: string): GatehouseError {
  return new GatehouseError('refused.promoted', `${folder} is on the base and is deleted by the head`, {
    hint: 'A promoted release stays: restore the folder (git checkout main -- <folder>).',
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
