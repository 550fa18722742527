import { GatehouseError } from '@gatehouse/contracts';
import { allowedSigners, type GovernanceJudgement, judgeGovernance } from '@gatehouse/signoff';
import { digestGoverned } from './governed-files.ts';
import { type Base, loadTrustRoot } from './open-base.ts';
import type { History } from './read-history.ts';
import type { TreeSource } from './tree-source.ts';

export const allowedSignersPath = 'policies/trust/allowed_signers';

/** A change of governed files, judged by the trust root of the base and by its own. */
export interface GovernanceFacts extends GovernanceJudgement {
  /** Whether allowed_signers says what the new trust root says. */
  allowedSignersCurrent: boolean;
}

/**
 * Judges the governed files of a head. Throws what reading its trust root throws (`config.trust_root`, `input.*`):
 * then there is nothing to sign.
 */
export async function assembleGovernance(run: {
  now: string;
  target: string;
  base: Base;
  head: TreeSource;
  history: History;
}): Promise<GovernanceFacts> {
  const { base, head, history } = run;
  const next = await loadTrustRoot(head);
  const judged = await judgeGovernance({
    old: base.trustRoot,
    oldDigest: base.trustRootDigest,
    next,
    target: run.target,
    files: await digestGoverned(head),
    candidates: history.candidates,
    commits: history.governors,
    today: run.now.slice(0, 10),
    isAncestor: history.isAncestor,
  });
  const written = await head.read(allowedSignersPath, 1024 * 1024);
  return { ...judged, allowedSignersCurrent: written?.toString('utf8') === allowedSigners(next.root) };
}

/** Whether an error says that a trust root is unusable, and not that reading failed. */
export function isTrustRootError(error: unknown): error is GatehouseError {
  return error instanceof GatehouseError && /^(config\.trust_root|input\.)/.test(error.code);
}
