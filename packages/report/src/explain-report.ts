import type { CatalogueRule, DecisionStatus, Ground } from '@gatehouse/contracts';
import type { FindingReport, ReleaseReport, Verdict } from './check-report.ts';

/** What `gate explain` says of one rule, and of what it looked at in a release. */
export interface RuleExplanation {
  schema: 'gatehouse/explain-rule@1';
  base: string;
  policy_digest: string;
  /** The gate that it belongs to. */
  gate: { gate: string; title: string };
  rule: CatalogueRule;
  release: RuleInRelease | null;
}

export interface RuleInRelease {
  /** `<name>/<version>` */
  release: string;
  evaluated_at: string;
  status: DecisionStatus;
  examined: number;
  /** On what the answer rests, and whose word it is: whoever wrote the release, or has signed it; else nobody's. */
  ground: Ground;
  by: string[];
  /** What lies at each path that the rule depends on. */
  facts: ExplainedFact[];
  findings: FindingReport[];
}

export interface ExplainedFact {
  /** Below the facts: `release.artifacts`. */
  path: string;
  present: boolean;
  /** The value, shortened. */
  value: string;
  /** Where it stands in release.yaml; null where it comes from elsewhere. */
  place: { file: string; line: number; column: number } | null;
}

/** How the verdict on a release is derived, step by step. */
export interface ReleaseExplanation {
  schema: 'gatehouse/explain-release@1';
  base: string;
  head: string | null;
  evaluated_at: string;
  facts_digest: string;
  policy_digest: string;
  release: ReleaseReport;
  /** What went in. */
  counts: { files: number; evidence: number; broken_evidence: number; signoffs: number; counted: number };
  /** Gate by gate, rule by rule. */
  gates: ExplainedGate[];
  /** The worst status of all rules, and the rules that have it: they make the verdict. */
  because: { status: DecisionStatus; codes: string[] };
  verdict: Verdict;
}

export interface ExplainedGate {
  gate: string;
  title: string;
  status: DecisionStatus;
  rules: ExplainedRule[];
}

export interface ExplainedRule {
  code: string;
  title: string;
  status: DecisionStatus;
  examined: number;
  ground: Ground;
  findings: FindingReport[];
}
