import { GatehouseError } from '@gatehouse/contracts';
import {
  type BaseMemory,
  joinLedgers,
  laterDate,
  openBase,
  openCommit,
  type Past,
  readElsewhere,
  readPast,
} from '@gatehouse/facts';
import { firstParents, type Repository } from '@gatehouse/git';
import {
  type Engine,
  judgeStep,
  openPolicyShelf,
  type Reason,
  requireLockedEngine,
  requireSameTarget,
  type StepJudge,
  type Target,
} from '@gatehouse/judge';
import { findLookalike } from './find-lookalike.ts';
import { namesItself, type RefUpdate, type Refusal, refuseBirth } from './refuse-birth.ts';

/** Judges every update of a push. Throws where it can not judge: the caller lets nothing pass then. */
export async function refusePush(
  engine: Engine,
  repository: Repository,
  updates: readonly RefUpdate[],
  target: Target,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  // What the push brings to other branches is as good as there.
  const pushed = updates.map(({ after }) => after).filter((id) => !isNone(id));
  const symbolic = await repository.symbolicRefs();
  const movedBy = (ref: string) => symbolic.get(ref) ?? ref;
  for (const update of updates) {
    // git tells the name that was pushed to, and moves, or deletes, the ref behind it.
    const isAlias = update.ref !== target.own && movedBy(update.ref) === movedBy(target.own);
    const refusal = isAlias
      ? refuseAlias(update.ref, target)
      : await refuseUpdate(engine, repository, update, { pushed, target });
    if (refusal !== null) refusals.push(refusal);
  }
  return refusals;
}

function refuseAlias(ref: string, { branch, own }: Target): Refusal {
  const message = `${ref} is ${branch} by another name: a push to it moves ${branch}`;
  return { ref, reasons: [{ code: 'alias', message }], remedy: `Push to ${own} itself.` };
}

async function refuseUpdate(
  engine: Engine,
  repository: Repository,
  { before, after, ref }: RefUpdate,
  { pushed, target }: { pushed: readonly string[]; target: Target },
): Promise<Refusal | null> {
  const { branch } = target;
  const refuse = (code: string, message: string, remedy: string): Refusal => {
    return { ref, reasons: [{ code, message }], remedy };
  };
  if (ref !== target.own) {
    // Deleting them is welcome.
    if (isNone(after)) return null;
    // Replacing objects changes what everybody sees of a history, and nothing of what it is.
    if (ref.startsWith('refs/replace/')) {
      return refuse(
        'replace-ref',
        'replace refs show another history than the one that was signed',
        'Leave it out.',
      );
    }
    const elsewhere = await namesItself(repository, after, ref, target);
    if (elsewhere !== null) return elsewhere;
    const other = findLookalike(ref, target);
    if (other === null) return null;
    return refuse('lookalike', `${ref} may be taken for ${other}`, 'Choose another name.');
  }
  if (isNone(after)) return refuse('deletion', `${branch} is the record: it is never deleted`, 'Keep it.');
  if (isNone(before)) return refuseBirth(repository, after, ref, target);

  const chain = await chainBetween(repository, before, after);
  if (chain === null) {
    const message = `the tip of ${branch} (${before.slice(0, 10)}) is not on the first-parent chain of what is pushed`;
    return refuse(
      'not-first-parent',
      message,
      `Fetch, check out ${branch}, and merge your branch into it (not ${branch} into your branch): pnpm gate promote <release>.`,
    );
  }
  return judgeChain(engine, repository, { ref, before, after, chain, pushed, target });
}

function isNone(id: string): boolean {
  return /^0+$/.test(id);
}

/** The commits that become tips, oldest first; null for a rewind, a rewrite or a foxtrot. */
async function chainBetween(repository: Repository, before: string, after: string): Promise<string[] | null> {
  try {
    return (await firstParents(repository, after, before)).reverse();
  } catch (error) {
    if (error instanceof GatehouseError && error.code === 'git.ref') return null;
    throw error;
  }
}

interface PushedChain {
  ref: string;
  before: string;
  after: string;
  /** The commits that become tips, oldest first. */
  chain: readonly string[];
  /** The tips that the same push gives to any ref. */
  pushed: readonly string[];
  target: Target;
}

async function judgeChain(
  engine: Engine,
  repository: Repository,
  { ref, before, after, chain, pushed, target }: PushedChain,
): Promise<Refusal | null> {
  const memory: BaseMemory = new Map();
  const judge: StepJudge = {
    engine,
    objects: repository,
    policies: openPolicyShelf(engine),
    memory,
    reaches: repository.isAncestor,
  };
  try {
    const now = engine.now().getTime() / 1000;
    const base = await openBase(await openCommit(repository, before), before, memory);
    requireSameTarget(base, target);
    await requireLockedEngine(engine, base);
    const elsewhere = await readElsewhere(repository, base, after, pushed);
    let past: Past = await readPast(repository, before, now);
    let parent = before;
    for (const commit of chain) {
      const commits = await repository.commitsBetween(parent, commit);
      // As of its own date, so that an audit will say the same, and as of now, so that nothing has lapsed meanwhile.
      const then = await judgeStep(judge, { commit, commits, past });
      const judged =
        then.verdict === 'refused' || then.verdict === 'unrelated'
          ? then
          : await judgeStep(judge, { commit, commits, past, elsewhere, now: engine.now() });
      if (judged.verdict === 'refused') {
        return { ref, reasons: judged.reasons, remedy: remedyFor(judged.reasons, commit) };
      }
      const { bytes } = await repository.readCommit(commit);
      past = { ledger: joinLedgers(past.ledger, judged.ledger), latest: laterDate(past.latest, bytes, now) };
      parent = commit;
    }
    return null;
  } finally {
    await judge.policies.close();
  }
}

function remedyFor(reasons: readonly Reason[], commit: string): string {
  const is = (code: string) => reasons.some((reason) => reason.code === code);
  if (is('not-a-merge')) {
    return `Merge the branch with its signed commits (git merge --no-ff): squash and rebase destroy sign-offs.`;
  }
  if (is('change.rides_along'))
    return 'Put the change of governed files on a branch of its own, signed by itself.';
  if (is('backdated') || is('future-dated'))
    return 'Set the clock of the machine right and make the merge again.';
  return `Run pnpm gate on the branch that ${commit.slice(0, 10)} merges: it says what is missing and who must sign.`;
}
