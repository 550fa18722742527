/**
 * On what an answer can rest, the strongest first. `measured`: computed by the engine or a plugin from bytes that were
 * hashed; `recorded`: proven by git objects; `signed`: said by a person in a role, under their own key, about exactly this
 * content; `said`: text by whoever wrote the file.
 */
export const grounds = ['measured', 'recorded', 'signed', 'said'] as const;

export type Ground = (typeof grounds)[number];

/** What METADATA says of the rules: the only source of texts in messages, reports and docs. */
export interface Catalogue {
  gates: CatalogueGate[];
}

export interface CatalogueGate {
  gate: string;
  title: string;
  description: string;
  rules: CatalogueRule[];
}

export interface CatalogueRule {
  /** `<gate>.<reason>` */
  code: string;
  title: string;
  description: string;
  /** What a finding of this rule does: `block` denies, `wait` waits for people or data, `warn` only tells. */
  severity: 'block' | 'wait' | 'warn';
  /** Whether a waiver of the release can lift it: rules that keep facts, evidence and sign-offs honest can not. */
  waivable: boolean;
  /** On what its answer rests: the weakest that it needs. METADATA that does not say it has not shown more than `said`. */
  ground: Ground;
  /** `{subject}` and `{<param>}` are filled in from the finding. */
  message: string;
  remedy: string;
  references: { framework: string; section: string }[];
  depends_on: string[];
  /** Codes of rules whose findings are the cause of this rule's: people are told of those, and how many follow. */
  follows?: string[];
  /** Until this day (UTC) the rule only warns. */
  effective_on?: string;
  /** From this day (UTC) on the rule no longer denies: what it finds is only told. */
  retires_on?: string;
}
