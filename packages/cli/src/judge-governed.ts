import { GatehouseError } from '@gatehouse/contracts';
import {
  assembleGovernance,
  type GovernanceFacts,
  governedChanges,
  isTrustRootError,
} from '@gatehouse/facts';
import type { GovernanceReport } from '@gatehouse/report';
import { governanceProblems, signoffReasons } from '@gatehouse/signoff';
import type { Host } from './host.ts';
import type { Change } from './judge-change.ts';
import { loadPolicy } from './load-policy.ts';

type Problem = GovernanceReport['problems'][number];

/** Judges the governed files of a change; null where it leaves them alone. */
export async function judgeGoverned(host: Host, change: Change): Promise<GovernanceReport | null> {
  const changed = await governedChanges(change.head, change.fork);
  if (changed.length === 0) return null;
  if (change.head.commit === null) return unjudged(changed, 'inconclusive', uncommitted);
  let governance: GovernanceFacts;
  try {
    governance = await assembleGovernance(change);
  } catch (error) {
    if (!isTrustRootError(error)) throw error;
    const { code, message, hint = '' } = error;
    return unjudged(changed, 'blocked', { code, message, remedy: hint });
  }
  return reportGovernance(changed, governance, await policyProblems(host, change));
}

function reportGovernance(
  changed: string[],
  governance: GovernanceFacts,
  further: Problem[],
): GovernanceReport {
  const problems = [
    ...governance.problems.map(({ code, params }) => ({
      code,
      message: `${governanceProblems[code]}${describe(params)}`,
      remedy: remedies[code] ?? '',
    })),
    ...(governance.allowedSignersCurrent ? [] : [staleSigners]),
    ...further,
  ];
  const waits = problems.every(({ code }) => code === 'old-quorum' || code === 'new-quorum');
  return {
    release: `governance/${governance.version}`,
    digest: governance.digest,
    verdict: problems.length === 0 ? 'ready' : waits ? 'inconclusive' : 'blocked',
    changed,
    problems,
    quorum: governance.quorum,
    candidates: governance.signoffs.map((one) => ({ ...one, explanation: explainReason(one.reason) })),
  };
}

// A policy that does not compile would block every release after it. Compiling runs nothing of it.
async function policyProblems(host: Host, { head }: Change): Promise<Problem[]> {
  try {
    await loadPolicy(host, head);
    return [];
  } catch (error) {
    if (!(error instanceof GatehouseError) || !/^(policy|input)\./.test(error.code)) throw error;
    return [{ code: error.code, message: error.message, remedy: error.hint ?? '' }];
  }
}

/** Why a sign-off counts or does not, in words. */
export function explainReason(reason: string): string {
  const [code = '', detail] = reason.split(':');
  const text = Object.hasOwn(signoffReasons, code)
    ? signoffReasons[code as keyof typeof signoffReasons]
    : reason;
  return detail === undefined ? text : `${text} (${detail})`;
}

function unjudged(
  changed: string[],
  verdict: GovernanceReport['verdict'],
  problem: Problem,
): GovernanceReport {
  return { release: null, digest: null, verdict, changed, problems: [problem], quorum: [], candidates: [] };
}

function describe(params: Record<string, string | number>): string {
  const parts = Object.entries(params).map(([name, value]) => `${name}: ${value}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

const bump = 'Run pnpm gate trust bump and commit it: every change of governed files raises the version.';
const remedies: Record<string, string> = {
  'version-not-next': bump,
  'previous-differs': bump,
  'project-changed': 'Give the project its old name.',
  'compromised-forgotten': 'List the key under `compromised` again.',
  'compromised-moved': 'Restore `since`, or set it to null.',
  'openpgp-key': 'Correct the key: gpg --armor --export <fingerprint>.',
};

const staleSigners: Problem = {
  code: 'allowed-signers',
  message: 'policies/trust/allowed_signers does not say what the new trust root says',
  remedy: bump,
};

const uncommitted: Problem = {
  code: 'uncommitted',
  message: 'governed files are judged when they are committed',
  remedy: 'Commit them on a branch of their own, then run pnpm gate.',
};
