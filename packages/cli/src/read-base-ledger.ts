import {
  type Base,
  emptyLedger,
  indexSignoffs,
  isLasting,
  type Ledger,
  lastingDecisions,
  ledgerOf,
  readHistory,
  readLedger,
  type SignoffsByRelease,
} from '@gatehouse/facts';
import { firstParents, type Repository } from '@gatehouse/git';

/**
 * What sign-offs in the history of a base still say. Most histories have no broken glass; then only the few commits
 * that say something lasting are read, and git finds them. With it, the whole history is walked, step by step.
 */
export async function readBaseLedger(repository: Repository, base: Base): Promise<Ledger> {
  const ids = await repository.commitsMentioning(base.commit, ...lastingDecisions);
  if (ids.length === 0) return emptyLedger();
  const [glass] = lastingDecisions;
  const commits = await Promise.all(ids.map(repository.readCommit));
  if (commits.some(({ bytes }) => bytes.includes(glass))) {
    return readLedger(repository, await firstParents(repository, base.commit, null));
  }
  const history = await readHistory(repository, ids);
  const candidates = history.candidates.filter(({ bytes }) => isLasting(bytes));
  return ledgerOf(history, await indexSignoffs(candidates, base.trustRoot), base);
}

/** Whether the commit `ancestor` can be reached from `descendant`. */
export type Reaches = (ancestor: string, descendant: string) => Promise<boolean>;

/**
 * Which sign-offs descend from withdrawals that are part of the base already: only those take them back. As pairs
 * `<withdrawal> <sign-off>`.
 */
export async function descentFromWithdrawals(
  ledger: Ledger,
  signoffs: SignoffsByRelease,
  reaches: Reaches,
): Promise<Set<string>> {
  const pairs = new Set<string>();
  for (const { id, signoff } of ledger.withdrawals) {
    for (const later of signoffs.get(signoff?.release ?? '') ?? []) {
      if (later.id !== id && (await reaches(id, later.id))) pairs.add(`${id} ${later.id}`);
    }
  }
  return pairs;
}
