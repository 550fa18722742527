import { type Backtest, backtest, diskAuditCache } from '@gatehouse/audit';
import { GatehouseError } from '@gatehouse/contracts';
import { loadTrustRoot, openCommit, openWorkTree, type TreeSource } from '@gatehouse/facts';
import { openRepository, type Repository } from '@gatehouse/git';
import { surroundings } from '@gatehouse/judge';
import { type BacktestEffect, type BacktestReport, renderBacktest } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { createProgress } from '../progress.ts';
import { findBranch } from './audit.ts';

export interface BacktestOptions {
  repo?: string;
  branch?: string;
  policy?: string;
  since?: string;
  failOn?: string;
  format?: string;
}

/** `gate backtest`: what a changed policy would have said of every past promotion. */
export async function runBacktest(host: Host, options: BacktestOptions): Promise<number> {
  const { failOn } = options;
  if (failOn !== undefined && failOn !== 'newly-blocked') throw unknownCondition(failOn);
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  const progress = createProgress(host.stderr);
  try {
    const tip = await findBranch(repository, options.branch);
    const source = await openPolicy(repository, tip, options.policy);
    const found = await backtest(host, {
      repository,
      tip,
      source,
      since: options.since === undefined ? null : await repository.resolve(options.since),
      cache: diskAuditCache(host),
      onProgress: (share) => progress.update('backtest', share, 'step by step'),
    });
    progress.close();
    const { root } = await loadTrustRoot(await openCommit(repository, tip));
    const report = reportBacktest(found, { project: root.project, tip, commit: source.commit });
    host.stdout.write(
      options.format === 'json'
        ? `${JSON.stringify(report, null, 2)}\n`
        : renderBacktest(report, { color: host.stdout.color }),
    );
    return failOn === undefined ? exitCodes.ready : exitCodeOf(report);
  } finally {
    progress.close();
    repository.close();
  }
}

// Without a name the policy as it is being changed: what lies in the work tree, committed or not.
async function openPolicy(
  repository: Repository,
  tip: string,
  name: string | undefined,
): Promise<TreeSource> {
  const { bare, root } = repository.location;
  if (name !== undefined) return openCommit(repository, await repository.resolve(name));
  return bare ? openCommit(repository, tip) : openWorkTree(root);
}

function reportBacktest(
  { policy, promotions, unjudged }: Backtest,
  { project, tip, commit }: { project: string; tip: string; commit: string | null },
): BacktestReport {
  const count = (effect: BacktestEffect) => promotions.filter((one) => one.effect === effect).length;
  return {
    schema: 'gatehouse/backtest-report@1',
    project,
    tip,
    policy: { commit, digest: policy.digest },
    counts: {
      'newly-blocked': count('newly-blocked'),
      'newly-passed': count('newly-passed'),
      unchanged: count('unchanged'),
    },
    promotions,
    unjudged,
  };
}

// What could not be judged may be newly blocked as well.
function exitCodeOf({ counts, unjudged }: BacktestReport): number {
  if (counts['newly-blocked'] > 0) return exitCodes.blocked;
  return unjudged.length > 0 ? exitCodes.inconclusive : exitCodes.ready;
}

function unknownCondition(text: string): GatehouseError {
  return new GatehouseError('usage.value', `--fail-on ${JSON.stringify(text)} is not known`, {
    hint: 'It takes: newly-blocked.',
  });
}
