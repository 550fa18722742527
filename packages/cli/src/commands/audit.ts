import { auditHistory, diskAuditCache, emptyCache, settleAudit } from '@gatehouse/audit';
import { GatehouseError, timeOf } from '@gatehouse/contracts';
import { openBase, openCommit } from '@gatehouse/facts';
import { isObjectId, openRepository, type Repository } from '@gatehouse/git';
import { noTarget, publishedTarget, surroundings } from '@gatehouse/judge';
import { type AuditReport, type AuditStep, renderAudit, type StepVerdict } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { createProgress } from '../progress.ts';

export interface AuditOptions {
  repo?: string;
  branch?: string;
  genesis?: string;
  since?: string;
  cache?: boolean;
  format?: string;
}

/** `gate audit`: judges every step of main again, each by the policies and the trust root of its day. */
export async function audit(host: Host, options: AuditOptions): Promise<number> {
  const pinned = options.genesis ?? null;
  if (pinned !== null) requireGenesis(pinned);
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  const progress = createProgress(host.stderr);
  try {
    const tip = await findBranch(repository, options.branch);
    const since = options.since === undefined ? null : await repository.resolve(options.since);
    const history = await auditHistory(host, {
      repository,
      tip,
      genesis: pinned,
      cache: options.cache === false ? emptyCache() : diskAuditCache(host),
      onProgress: (share) => progress.update('audit', share, `step by step`),
    });
    progress.close();
    const base = await openBase(await openCommit(repository, tip), tip);
    const { steps: all, untrustedSince } = await settleAudit(repository, history.records, base);
    const steps = since === null ? all : all.slice(indexAfter(all, since, history.genesis.commit));
    const report: AuditReport = {
      schema: 'gatehouse/audit-report@1',
      project: base.trustRoot.root.project,
      tip,
      evaluated_at: timeOf(host.now()),
      genesis: history.genesis,
      before_genesis: history.beforeGenesis,
      untrusted_since: untrustedSince,
      judged: all.length,
      counts: count(steps),
      steps,
    };
    host.stdout.write(
      options.format === 'json'
        ? `${JSON.stringify(report, null, 2)}\n`
        : renderAudit(report, { color: host.stdout.color }),
    );
    return exitCodeOf(report);
  } finally {
    progress.close();
    repository.close();
  }
}

export async function findBranch(repository: Repository, name: string | undefined): Promise<string> {
  if (name !== undefined) return repository.resolve(name);
  const target = await publishedTarget(repository);
  const tip = (await repository.find(target.own)) ?? (await repository.find(target.fetched));
  if (tip !== null) return tip;
  throw await noTarget(repository, target, '', 'another: --branch');
}

function indexAfter(steps: readonly AuditStep[], since: string, genesis: string): number {
  if (since === genesis) return 0;
  const index = steps.findIndex(({ commit }) => commit === since);
  if (index !== -1) return index + 1;
  throw new GatehouseError('usage.value', `${since} was never the tip of this branch since the genesis`, {
    hint: 'git log --first-parent shows the commits that were.',
  });
}

function count(steps: readonly AuditStep[]): Record<StepVerdict, number> {
  const verdicts: StepVerdict[] = [
    'promoted',
    'governance',
    'break-glass',
    'unrelated',
    'bypass',
    'tainted',
    'unverifiable',
  ];
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<StepVerdict, number>;
  for (const { verdict } of steps) counts[verdict] += 1;
  return counts;
}

// 1: something went live that should not have, or may not have; 2: something can not be proven.
function exitCodeOf({ steps, untrusted_since, judged }: AuditReport): number {
  const is = (verdict: StepVerdict) => steps.some((step) => step.verdict === verdict);
  const unratified = steps.some(({ reasons }) => reasons.some(({ code }) => code === 'unratified'));
  if (is('bypass') || is('tainted')) return exitCodes.blocked;
  // Also where it lies before what is shown; and where nothing was judged, nothing is proven.
  const isOpen = is('unverifiable') || unratified || untrusted_since !== null || judged === 0;
  return isOpen ? exitCodes.inconclusive : exitCodes.ready;
}

/** Throws `usage.value` for what cannot be a genesis. */
export function requireGenesis(text: string): void {
  if (!isObjectId(text) && !/^sha256:[0-9a-f]{64}$/.test(text)) throw badGenesis(text);
}

function badGenesis(text: string): GatehouseError {
  return new GatehouseError('usage.value', `${JSON.stringify(text)} is no genesis`, {
    hint: 'Give the genesis that `pnpm gate audit` prints in a clone that you trust: sha256:<64 hexadecimal digits>, or the full id of its commit.',
  });
}
