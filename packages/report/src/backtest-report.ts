import type { DecisionStatus } from '@gatehouse/contracts';
import type { Verdict } from './check-report.ts';

/** What `gate backtest` says: past promotions, judged again with another policy. Nothing else is changed. */
export interface BacktestReport {
  schema: 'gatehouse/backtest-report@1';
  project: string;
  tip: string;
  /** The commit that the policy is from; null: the work tree. */
  policy: { commit: string | null; digest: string };
  counts: Record<BacktestEffect, number>;
  /** Oldest first. */
  promotions: BacktestPromotion[];
  /** What could not be judged, and so not be compared. */
  unjudged: { commit: string; release: string | null; code: string; message: string }[];
}

/** What the other policy changes: whether the promotion would have been let go. */
export type BacktestEffect = 'newly-blocked' | 'newly-passed' | 'unchanged';

export interface BacktestPromotion {
  commit: string;
  /** The moment that it is judged for, by both policies. */
  time: string;
  release: string;
  effect: BacktestEffect;
  before: Verdict;
  after: Verdict;
  /** The rules of which status or number of findings differ; those that decide the verdict first. */
  rules: RuleDifference[];
}

/** null: the policy has no such rule. */
export interface RuleDifference {
  code: string;
  before: RuleOutcome | null;
  after: RuleOutcome | null;
}

export interface RuleOutcome {
  status: DecisionStatus;
  findings: number;
}
