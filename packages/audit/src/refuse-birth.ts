import { GatehouseError } from '@gatehouse/contracts';
import { loadTrustRoot, openCommit, readSettings, usualTarget } from '@gatehouse/facts';
import type { Repository } from '@gatehouse/git';
import type { Reason, Target } from '@gatehouse/judge';
import { trustRootPath } from '@gatehouse/signoff';

/** What a push wants to do to one ref; an id of zeros stands for none. */
export interface RefUpdate {
  before: string;
  after: string;
  ref: string;
}

export interface Refusal {
  ref: string;
  reasons: Reason[];
  remedy: string;
}

// While the guarded branch is not there, another one that says it is the target would be guarded by nobody.
export async function namesItself(
  repository: Repository,
  after: string,
  ref: string,
  target: Target,
): Promise<Refusal | null> {
  if (!ref.startsWith('refs/heads/') || (await repository.find(target.own)) !== null) return null;
  const source = await openCommit(repository, after).catch(() => null);
  if (source === null || (await source.kind(trustRootPath)) === null) return null;
  const own = (await readSettings(source))?.target ?? usualTarget;
  return ref === `refs/heads/${own}` ? otherTarget(ref, own, target) : null;
}

function otherTarget(ref: string, own: string, target: Target): Refusal {
  const message = `promotions go to ${own} by what is pushed, and HEAD of this server names ${target.branch}, which the hook guards`;
  return {
    ref,
    reasons: [{ code: 'other-target', message }],
    remedy: `On the server: git symbolic-ref HEAD refs/heads/${own}. Then push again.`,
  };
}

// The first push has nothing to be judged by. It must bring a trust root, or nothing could ever be judged.
export async function refuseBirth(
  repository: Repository,
  after: string,
  ref: string,
  target: Target,
): Promise<Refusal | null> {
  try {
    const source = await openCommit(repository, after);
    await loadTrustRoot(source);
    const own = (await readSettings(source))?.target ?? usualTarget;
    return own === target.branch ? null : otherTarget(ref, own, target);
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    const { code, message } = error;
    return { ref, reasons: [{ code, message }], remedy: error.hint ?? 'Commit a trust root first.' };
  }
}
