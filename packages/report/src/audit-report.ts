import type { Verdict } from './check-report.ts';

/** What `gate audit` says, as plain data. */
export interface AuditReport {
  schema: 'gatehouse/audit-report@1';
  project: string;
  tip: string;
  evaluated_at: string;
  /**
   * Where trust begins; `pinned`: by what the auditor gave. `releases` came with it, and no step promoted them.
   */
  genesis: { commit: string; digest: string; pinned: boolean; releases: string[] };
  /** Steps that are older than the first trust root. */
  before_genesis: number;
  /** The first step that changed the judging side and is not proven, shown or not: nothing after it is. */
  untrusted_since: string | null;
  /** How many steps were judged, shown or not. */
  judged: number;
  counts: Record<StepVerdict, number>;
  /** Oldest first. */
  steps: AuditStep[];
}

/**
 * promoted, governance: legitimate; break-glass: let go by people who may; unrelated: no release and no governed file;
 * bypass: not legitimate; tainted: rests on a key, or on anything else, that is compromised; unverifiable: can not be proven.
 */
export type StepVerdict =
  | 'promoted'
  | 'governance'
  | 'break-glass'
  | 'unrelated'
  | 'bypass'
  | 'tainted'
  | 'unverifiable';

export interface AuditStep {
  commit: string;
  parent: string;
  /** The moment that it was judged for; empty where it could not be judged. */
  time: string;
  verdict: StepVerdict;
  releases: {
    release: string;
    digest: string;
    verdict: Verdict;
    decision_digest: string;
    signers: StepSigner[];
  }[];
  governance: { version: number; signers: StepSigner[] } | null;
  reasons: { code: string; message: string }[];
}

export interface StepSigner {
  principal: string;
  role: string;
  /** The sign-off. */
  commit: string;
}
