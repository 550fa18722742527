import { type FactsSignoff, GatehouseError } from '@gatehouse/contracts';
import { findAuthors } from './find-authors.ts';
import type { GovernanceProblem } from './governance-problem.ts';
import { judgeSignoffs } from './judge-signoffs.ts';
import { checkOpenpgpKeys } from './openpgp-keys.ts';
import { governancePath, governanceStatement, statementDigest } from './statement.ts';
import type { TrustRootIndex } from './trust-root.ts';
import type { SignoffCandidate } from './verify-signoff.ts';

/** A change of governed files: trust root, policies, plugins, engine. */
export interface GovernanceChange {
  /** The trust root before the change, and `sha256:…` of its file. */
  old: TrustRootIndex;
  oldDigest: string;
  /** The trust root after the change. */
  next: TrustRootIndex;
  /** The branch that is merged into. */
  target: string;
  /** `sha256:…` of every governed file after the change, by its path in the repository. */
  files: Record<string, string>;
  /** Commits that may be sign-offs of `governance/<version>`. */
  candidates: readonly SignoffCandidate[];
  /** The raw commits that wrote the change: their authors do not count. */
  commits: readonly Uint8Array[];
  /** The day (UTC) that is judged for, `YYYY-MM-DD`. */
  today: string;
  isAncestor(ancestor: string, descendant: string): boolean;
}

export interface GovernanceJudgement {
  /** Of the new root: sign-offs are for the release `governance/<version>`. */
  version: number;
  /** What sign-offs name. */
  digest: string;
  /** Whether nothing stands against the change. */
  ok: boolean;
  problems: GovernanceProblem[];
  quorum: GovernanceQuorum[];
  /** One a candidate: by the old root, or by the new one where it is worth something there only. */
  signoffs: FactsSignoff[];
}

export interface GovernanceQuorum {
  root: 'old' | 'new';
  role: string;
  need: number;
  /** People, sorted. */
  have: string[];
}

/**
 * Judges a change of governed files: that the new trust root follows the old one and forgets nothing, and that those
 * who govern by the old root have approved it with keys of the old, and those who govern by the new root with keys of
 * the new. So nobody takes over alone, and nobody hands over to keys that do not sign.
 */
export async function judgeGovernance(change: GovernanceChange): Promise<GovernanceJudgement> {
  const { old, next, target, files, commits } = change;
  const digest = statementDigest(governanceStatement({ project: old.root.project, target, files }));
  // By both roots: else a change could take the address from the root by which its author is known.
  const authors = [
    await findAuthors({ commits, root: old }),
    await findAuthors({ commits, root: next }),
  ].flat();
  const [byOld, byNew] = [
    await judgeBy(old, change, { digest, authors }),
    await judgeBy(next, change, { digest, authors }),
  ];
  const quorum = [quorumOf('old', old, byOld), quorumOf('new', next, byNew)];
  const problems = [
    ...successionProblems(change),
    ...(await openpgpProblems(next)),
    ...quorum.flatMap(quorumProblem),
  ];
  return {
    version: next.root.version,
    digest,
    ok: problems.length === 0,
    problems,
    quorum,
    signoffs: byOld.map((one, index) => better(one, byNew[index] ?? one)),
  };
}

async function judgeBy(
  root: TrustRootIndex,
  change: GovernanceChange,
  subject: { digest: string; authors: readonly string[] },
): Promise<FactsSignoff[]> {
  const { old, next, target, candidates, today, isAncestor } = change;
  return judgeSignoffs({
    ...{ root, target, candidates, today, isAncestor, ...subject },
    project: old.root.project,
    release: `governance/${next.root.version}`,
    folder: governancePath,
  });
}

function successionProblems({ old, oldDigest, next }: GovernanceChange): GovernanceProblem[] {
  const [before, after] = [old.root, next.root];
  const problems: GovernanceProblem[] = [];
  if (after.project !== before.project) {
    problems.push({ code: 'project-changed', params: { old: before.project, new: after.project } });
  }
  if (after.version !== before.version + 1) {
    problems.push({ code: 'version-not-next', params: { old: before.version, new: after.version } });
  }
  if (after.previous !== oldDigest) {
    problems.push({ code: 'previous-differs', params: { old: oldDigest, new: after.previous ?? 'null' } });
  }
  for (const { key, since } of before.compromised ?? []) {
    const kept = after.compromised?.find((entry) => entry.key === key);
    // Which of two commits is the earlier one is not known here; `null`, never, is earlier than any.
    if (!kept) problems.push({ code: 'compromised-forgotten', params: { key } });
    else if (kept.since !== null && kept.since !== since) {
      problems.push({
        code: 'compromised-moved',
        params: { key, old: since ?? 'null', new: kept.since },
      });
    }
  }
  return problems;
}

async function openpgpProblems(next: TrustRootIndex): Promise<GovernanceProblem[]> {
  try {
    await checkOpenpgpKeys(next.root);
    return [];
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    return [{ code: 'openpgp-key', params: { message: error.message } }];
  }
}

function quorumOf(
  which: 'old' | 'new',
  { root }: TrustRootIndex,
  signoffs: readonly FactsSignoff[],
): GovernanceQuorum {
  const { role, threshold } = root.governance;
  const approvals = signoffs.filter((one) => one.counted && one.decision === 'approve' && one.role === role);
  const people = new Set(approvals.flatMap(({ principal }) => principal ?? []));
  return { root: which, role, need: threshold, have: [...people].sort() };
}

function quorumProblem({ root, role, need, have }: GovernanceQuorum): GovernanceProblem[] {
  if (have.length >= need) return [];
  return [{ code: `${root}-quorum`, params: { role, need, have: have.length } }];
}

// Of two answers about one commit, the one that says more: it counts, or at least it is known who signed.
function better(byOld: FactsSignoff, byNew: FactsSignoff): FactsSignoff {
  if (byOld.counted || (!byNew.counted && byOld.principal !== null)) return byOld;
  return byNew;
}
