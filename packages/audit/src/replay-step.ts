import { GatehouseError } from '@gatehouse/contracts';
import { readPast } from '@gatehouse/facts';
import type { Repository } from '@gatehouse/git';
import { type Engine, type JudgedStep, judgeStep, openPolicyShelf } from '@gatehouse/judge';

/** Judges one commit of a branch as the step from its first parent. Throws `usage.value` for one that has none. */
export async function replayStep(
  engine: Engine,
  repository: Repository,
  commit: string,
): Promise<JudgedStep> {
  const parent = (await repository.readCommit(commit)).parents[0];
  if (parent === undefined) throw nothingPromoted(commit);
  const policies = openPolicyShelf(engine);
  const now = engine.now().getTime() / 1000;
  try {
    return await judgeStep(
      { engine, objects: repository, policies, memory: new Map(), reaches: repository.isAncestor },
      {
        commit,
        commits: await repository.commitsBetween(parent, commit),
        past: await readPast(repository, parent, now),
      },
    );
  } finally {
    await policies.close();
  }
}

export function nothingPromoted(name: string): GatehouseError {
  return new GatehouseError('usage.value', `${name} changed no release and no governed file`, {
    hint: 'Name the merge commit of a promotion: git log --first-parent shows them.',
  });
}
