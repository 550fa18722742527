import { timeOf } from '@gatehouse/contracts';
import {
  type Base,
  committerDate,
  loadTrustRoot,
  openCommit,
  slack,
  type TreeSource,
} from '@gatehouse/facts';
import type { CommitLinks } from '@gatehouse/git';
import type { GovernanceReport, Judged } from '@gatehouse/report';
import { trustRootPath } from '@gatehouse/signoff';

import type { Reason, Step, StepJudge } from './step.ts';

export function shapeReasons({ parents }: CommitLinks): Reason[] {
  if (parents.length === 2) return [];
  return parents.length < 2
    ? [{ code: 'not-a-merge', message: 'it is no merge commit: pushed directly, squashed or rebased' }]
    : [{ code: 'octopus', message: `it merges ${parents.length - 1} branches at once` }];
}

// Not before any tip of main, nor before what it merges: a little before each would add up.
export async function dateReasons(
  { objects, engine }: StepJudge,
  step: Step,
  written: number,
): Promise<Reason[]> {
  const now = engine.now().getTime() / 1000;
  const merged = await Promise.all(step.commits.slice(1).map((id) => objects.readCommit(id)));
  const latest = Math.max(step.past.latest, ...merged.map(({ bytes }) => committerDate(bytes) ?? 0));
  const reasons: Reason[] = [];
  if (written < latest - slack) {
    const message = `it says it was made on ${day(written)}, before what it comes after (${day(latest)})`;
    reasons.push({ code: 'backdated', message });
  }
  if (written > now + slack) {
    reasons.push({
      code: 'future-dated',
      message: `it says it was made on ${day(written)}, which is to come`,
    });
  }
  return reasons;
}

function day(seconds: number): string {
  return timeOf(new Date(seconds * 1000));
}

export function releaseReasons({ decision }: Judged): Reason[] {
  const { release, verdict } = decision;
  if (verdict !== 'blocked' && verdict !== 'inconclusive') return [];
  const rules = decision.gates.flatMap(({ rules }) =>
    rules.filter(({ status }) => ['failed', 'not_evaluated', 'waiting'].includes(status)),
  );
  const codes = [...new Set(rules.map(({ code }) => code))];
  return codes.map((code) => ({ code, message: `${release} is ${verdict}: ${code}` }));
}

export function governanceReasons(governance: GovernanceReport | null): Reason[] {
  const open =
    governance?.findings.filter(({ severity }) => severity === 'block' || severity === 'wait') ?? [];
  return open.map(({ code, message }) => ({ code, message }));
}

// Merged without its files, a newer trust root would still make the sign-offs of its branch look like later ones.
export async function rootReasons(
  { objects }: StepJudge,
  commit: CommitLinks,
  base: Base,
): Promise<Reason[]> {
  for (const parent of commit.parents.slice(1)) {
    const source = await openCommit(objects, parent);
    if ((await source.entryId(trustRootPath)) === (await base.source.entryId(trustRootPath))) continue;
    const version = await rootVersion(source);
    if (version !== null && version > base.trustRoot.root.version) {
      return [
        { code: 'newer-root', message: `the merged branch has a newer trust root (version ${version})` },
      ];
    }
  }
  return [];
}

async function rootVersion(source: TreeSource): Promise<number | null> {
  try {
    return (await loadTrustRoot(source)).root.version;
  } catch {
    return null;
  }
}
