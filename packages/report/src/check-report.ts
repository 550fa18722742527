import type {
  CatalogueRule,
  ChangeDecision,
  ChangeFacts,
  Decision,
  DecisionStatus,
  Facts,
  FactsSignoff,
  Ground,
} from '@gatehouse/contracts';

/** What `gate check` says, as plain data; every format is made from it. */
export interface CheckReport {
  schema: 'gatehouse/check-report@1';
  /** The worst of all releases; `nothing-to-judge` where no release differs from the base. */
  verdict: Verdict | 'nothing-to-judge';
  /** Set when the run was told to report only: its exit code then says nothing. */
  report_only: boolean;
  preview: boolean;
  base: string;
  head: string | null;
  evaluated_at: string;
  policy_digest: string;
  releases: ReleaseReport[];
  /** Releases that could not be judged, and why. */
  errors: ErrorReport[];
  /**
   * What has to be settled before the answer holds: work that no commit has, commits that are dated ahead. With any of
   * these the verdict is inconclusive at best. Absent where there is nothing.
   */
  unsettled?: ErrorReport[];
  /** The change of the judging side, where there is one. */
  governance: GovernanceReport | null;
  /** What every rule of the policy that judged is about, by METADATA: the codes below stand for these. */
  rules: RuleText[];
}

export type RuleText = Pick<
  CatalogueRule,
  'code' | 'title' | 'description' | 'severity' | 'remedy' | 'references'
>;

/** What became of a rule: how many items it looked at, and on what its answer rests. */
export type RuleReport = Decision['gates'][number]['rules'][number];

/** A sign-off, counted or not, with the reason in words. */
export type CandidateReport = FactsSignoff & { explanation: string };

/** A change of the judging side: trust root, policies, plugins, engine. The base's judge it; it is not believed. */
export interface GovernanceReport {
  /** `governance/<version>`; null where there is nothing that could be signed. */
  release: string | null;
  digest: string | null;
  verdict: 'ready' | 'inconclusive' | 'blocked';
  /** The governed paths that differ. */
  changed: string[];
  /** What stands against it, and what who signs has to know. */
  findings: Pick<FindingReport, 'code' | 'severity' | 'message' | 'remedy'>[];
  /** Who governs by the trust root before the change, and after it; and who of them has signed. */
  quorum: ChangeDecision['quorum'];
  candidates: CandidateReport[];
  rules: RuleReport[];
}

export type Verdict = Decision['verdict'];

export interface ReleaseReport {
  /** `<name>/<version>` */
  release: string;
  summary: string;
  tier: string;
  profiles: string[];
  digest: string;
  verdict: Verdict;
  gates: GateReport[];
  /** How many rules gave an answer, by what it rests on. */
  grounds: Record<Ground, number>;
  /** Every waiver, used or not. */
  waivers: WaiverReport[];
  /** The roles that must sign, and who has. */
  signoffs: { role: string; need: number; have: string[] }[];
  /** What people are asked to confirm under their own key, by item, and who has. */
  questions: Decision['questions'];
  /** Every commit that looks like a sign-off of this release, counted or not. */
  candidates: CandidateReport[];
  /** Who has broken the glass (empty where nobody did), and how many have to; `until`: the first day that ends it. */
  glass: { need: number; people: string[]; until: string | null };
}

/** A waiver and what became of it, with the same in words. */
export type WaiverReport = Decision['waivers'][number] & {
  message: string;
  /** What to do where it lifts nothing; empty where it lifts something. */
  remedy: string;
  file: string | null;
  line: number | null;
  column: number | null;
};

export interface GateReport {
  gate: string;
  title: string;
  status: DecisionStatus;
  examined: number;
  /** How many rules gave an answer, by what it rests on. */
  grounds: Record<Ground, number>;
  rules: RuleReport[];
  findings: FindingReport[];
}

export interface FindingReport {
  code: string;
  severity: 'block' | 'wait' | 'overridden' | 'warn' | 'waived' | 'retired';
  message: string;
  remedy: string;
  subject: string;
  file: string | null;
  line: number | null;
  column: number | null;
  /** The code of a finding that is the cause of this one: mended, this one is gone, or says what it is about itself. */
  follows?: string;
  /** Of a rule that found nothing to examine: the facts that it waits for. */
  waits_for?: string;
}

export interface ErrorReport {
  release: string | null;
  code: string;
  message: string;
  hint: string | null;
  file: string | null;
  line: number | null;
  column: number | null;
}

/** A judged change of governed files, as it comes from the policy. */
export interface JudgedGovernance {
  facts: ChangeFacts;
  decision: ChangeDecision;
}

/** A judged release, as it comes from the policy. */
export interface Judged {
  facts: Facts;
  decision: Decision;
  /** Where the value at a path of release.yaml stands. */
  locate(path: readonly (string | number)[]): { file?: string; line?: number; column?: number };
}
