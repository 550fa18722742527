import type { FactsRun } from '@gatehouse/facts';
import type { Evaluator, Policy } from '@gatehouse/policy';
import type { ErrorReport, GovernanceReport } from '@gatehouse/report';
import type { Engine } from './engine.ts';

/** A move of the head away from the base, with all that is known of it before a release is looked at. */
export type Change = FactsRun;

/** What judges a change. The evaluator has the policy loaded. */
export interface Judge {
  engine: Engine;
  policy: Policy;
  evaluator: Evaluator;
}

export interface JudgedChange<Kept> {
  judged: Kept[];
  errors: ErrorReport[];
  governance: GovernanceReport | null;
}
