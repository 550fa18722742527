import type { TrustRoot } from '@gatehouse/contracts';
import { type Base, joinLedgers, type Ledger, ratifierOf } from '@gatehouse/facts';
import type { Repository } from '@gatehouse/git';
import type { AuditStep } from '@gatehouse/report';
import type { StepRecord } from './audit-step.ts';
import { findSquashed } from './find-squashed.ts';
import { type FindTaint, openTaints } from './find-taint.ts';

export interface SettledAudit {
  steps: AuditStep[];
  /** The first step that changed the judging side and is not proven: nothing after it is. */
  untrustedSince: string | null;
}

/**
 * What can be said of a step only when all are known: whether it stands on a trust root that was put there by those
 * who may, whether its keys or what it rests on were compromised, whether broken glass was ratified. Oldest first, as the
 * records are. `base` is the tip: what is compromised is what is known today.
 */
export async function settleAudit(
  repository: Repository,
  records: readonly StepRecord[],
  base: Base,
): Promise<SettledAudit> {
  const tainted = await taintedSignoffs(repository, records, base.trustRoot.root);
  const findTaint = await openTaints(base);
  const ledger = joinLedgers(...records.map((record) => record.ledger));
  let broken: string | null = null;
  const steps: AuditStep[] = [];
  for (const record of records) {
    const step = await taint(settle(record, { tainted, ledger, broken }), findTaint);
    steps.push(await explainSquash(repository, step));
    // Whoever changed the judging side without its quorum, or without proof of it, may have put anything there.
    const isProven = record.step.verdict !== 'bypass' && record.step.verdict !== 'unverifiable';
    if (record.governs && !isProven) broken ??= record.step.commit;
  }
  return { steps, untrustedSince: broken };
}

function settle(
  { step, keys }: StepRecord,
  known: { tainted: ReadonlyMap<string, string>; ledger: Ledger; broken: string | null },
): AuditStep {
  const { verdict } = step;
  const stands = verdict === 'promoted' || verdict === 'governance' || verdict === 'break-glass';
  if (!stands) return step;
  if (known.broken !== null) {
    const message = `policies and trust root are not proven since ${known.broken.slice(0, 10)} changed them`;
    return add(step, 'unverifiable', 'untrusted-base', message);
  }
  const bad = keys.flatMap(({ commit }) => known.tainted.get(commit) ?? []);
  if (bad.length > 0) {
    return add(step, 'tainted', 'compromised-key', `a sign-off was made with a compromised key (${bad[0]})`);
  }
  if (verdict !== 'break-glass') return step;
  const broken = step.releases.filter((one) => one.verdict === 'break-glass');
  const by = broken.map(({ release }) => ratifierOf(release, known.ledger));
  return by.includes(null)
    ? add(step, verdict, 'unratified', 'nobody has ratified it')
    : add(step, verdict, 'ratified', `ratified by ${by.join(', ')}`);
}

async function taint(step: AuditStep, findTaint: FindTaint): Promise<AuditStep> {
  if (step.verdict !== 'promoted' && step.verdict !== 'break-glass') return step;
  for (const { release } of step.releases) {
    const why = await findTaint(release);
    if (why !== null) return add(step, 'tainted', 'compromised', `${release}: ${why}`);
  }
  return step;
}

async function explainSquash(repository: Repository, step: AuditStep): Promise<AuditStep> {
  if (step.releases.length === 0 || !step.reasons.some(({ code }) => code === 'not-a-merge')) return step;
  const name = await findSquashed(repository, step);
  if (name === null) return step;
  const message = `the same files stand on ${name}, whose sign-offs are not part of main: it was squashed or rebased`;
  const reasons = step.reasons.map((one) => (one.code === 'not-a-merge' ? { ...one, message } : one));
  return { ...step, reasons };
}

function add(step: AuditStep, verdict: AuditStep['verdict'], code: string, message: string): AuditStep {
  return { ...step, verdict, reasons: [...step.reasons, { code, message }] };
}

/** Sign-offs by keys that the trust root of today calls compromised, made after the last commit that is trusted. */
async function taintedSignoffs(
  repository: Repository,
  records: readonly StepRecord[],
  { compromised = [] }: TrustRoot,
): Promise<Map<string, string>> {
  const tainted = new Map<string, string>();
  for (const { key, since } of compromised) {
    for (const signed of records.flatMap((record) => record.keys.filter((one) => one.key === key))) {
      const good = since !== null && (await isBefore(repository, signed.commit, since));
      if (!good) tainted.set(signed.commit, key);
    }
  }
  return tainted;
}

// A commit that this clone does not have is no reason to trust.
async function isBefore(repository: Repository, commit: string, since: string): Promise<boolean> {
  if ((await repository.find(since)) === null) return false;
  return repository.isAncestor(commit, since);
}
