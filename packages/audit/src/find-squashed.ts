import { openCommit } from '@gatehouse/facts';
import type { Repository } from '@gatehouse/git';
import type { AuditStep } from '@gatehouse/report';

/**
 * Says of a step that is no merge where its releases stand signed: on a branch that has the same files and is not part
 * of the history. That is what squash and rebase leave behind. null where no such branch is left.
 */
export async function findSquashed(repository: Repository, step: AuditStep): Promise<string | null> {
  const landed = await openCommit(repository, step.commit);
  const refs = [await repository.refs('refs/heads/'), await repository.refs('refs/remotes/')].flat();
  for (const { name, id } of refs) {
    if (!(await isCommit(repository, id)) || (await repository.isAncestor(step.commit, id))) continue;
    const branch = await openCommit(repository, id);
    for (const { release } of step.releases) {
      const folder = `releases/${release}`;
      const [one, other] = await Promise.all([landed.entryId(folder), branch.entryId(folder)]);
      if (one !== null && one === other) return name;
    }
  }
  return null;
}

async function isCommit(repository: Repository, id: string): Promise<boolean> {
  return repository.readCommit(id).then(
    () => true,
    () => false,
  );
}
