import type { TreeSource } from '@gatehouse/facts';
import { firstParents, type Repository } from '@gatehouse/git';
import { type Engine, loadPolicy } from '@gatehouse/judge';
import { openEvaluator, type Policy } from '@gatehouse/policy';
import type { AuditCache } from './audit-cache.ts';
import { auditHistory } from './audit-history.ts';
import { backtestStep, type StepComparison } from './backtest-step.ts';

export interface BacktestRequest {
  repository: Repository;
  tip: string;
  /** Where the other policy stands. It is run, sealed off as every policy is, and decides nothing. */
  source: TreeSource;
  /** Only the steps after this tip of main; null: all since the genesis. */
  since: string | null;
  cache: AuditCache;
  onProgress?: (share: number) => void;
}

export type Backtest = StepComparison & { policy: Policy };

/** Judges the promotions of main again with another policy. Throws `policy.*` where that can not judge, and as an audit does. */
export async function backtest(engine: Engine, request: BacktestRequest): Promise<Backtest> {
  const { repository, tip, source, since, onProgress } = request;
  const wanted = new Set(await firstParents(repository, tip, since));
  const policy = await loadPolicy(engine, source);
  const evaluator = openEvaluator({ worker: engine.files.evaluator });
  const compared = new Map<string, StepComparison>();
  try {
    evaluator.load(policy);
    const { records } = await auditHistory(engine, {
      repository,
      tip,
      genesis: null,
      cache: withoutSteps(request.cache, wanted),
      ...(onProgress === undefined ? {} : { onProgress }),
      async onJudged(step) {
        if (!wanted.has(step.commit)) return;
        compared.set(step.commit, await backtestStep({ policy, evaluator }, step));
      },
    });
    const all = records
      .filter(({ step }) => wanted.has(step.commit))
      .map(({ step }) => compared.get(step.commit) ?? notJudged(step));
    return {
      policy,
      promotions: all.flatMap(({ promotions }) => promotions),
      unjudged: all.flatMap(({ unjudged }) => unjudged),
    };
  } finally {
    await evaluator.close();
  }
}

// A record says what came of a step, not on which facts: steps that are compared are judged anew.
function withoutSteps(cache: AuditCache, steps: ReadonlySet<string>): AuditCache {
  return {
    async read(genesis) {
      const records = await cache.read(genesis);
      for (const step of steps) records.delete(step);
      return records;
    },
    write: async () => {},
  };
}

function notJudged({
  commit,
  reasons,
}: {
  commit: string;
  reasons: { code: string; message: string }[];
}): StepComparison {
  return {
    promotions: [],
    unjudged: reasons.map(({ code, message }) => ({ commit, release: null, code, message })),
  };
}
