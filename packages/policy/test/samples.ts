import type { Catalogue, CatalogueRule, Facts } from '@gatehouse/contracts';

const digest = `sha256:${'a'.repeat(64)}`;

export const facts: Facts = {
  schema: 'gatehouse/facts@1',
  now: '2026-11-23T10:00:00Z',
  project: 'test',
  target: 'main',
  base: { commit: '1'.repeat(40), digest: null, evidence: [] },
  head: { commit: '2'.repeat(40), preview: false },
  path: 'releases/scorer/1.0.0',
  digest,
  release: {
    schema: 'gatehouse/release@1',
    name: 'scorer',
    version: '1.0.0',
    summary: 'A scorer',
    owner: { team: 'ml', contact: 'ada' },
    tier: 'low',
    artifacts: [],
  },
  files: {},
  documents: {},
  validations: {},
  evidence: {},
  evidence_problems: {},
  releases: {},
  previous: null,
  principals: {},
  signoffs: [],
  confirmations: [],
  authors: [],
  writers: [],
  contributions: [],
  waiver_history: [],
  unratified: [],
};

export function rule(code: string, more: Partial<CatalogueRule> = {}): CatalogueRule {
  const text = { title: code, description: code, message: '{subject}', remedy: 'Mend it.' };
  return {
    code,
    severity: 'block',
    waivable: true,
    ground: 'said',
    references: [],
    depends_on: [],
    ...text,
    ...more,
  };
}

/** A catalogue with one gate, `g`. */
export function catalogue(...rules: CatalogueRule[]): Catalogue {
  return { gates: [{ gate: 'g', title: 'G', description: 'G', rules }] };
}

/** What the policy returns when the gate `g` has these rule results. */
export function results(rules: Record<string, unknown>, more: object = {}): unknown {
  const result = {
    schema: 'gatehouse/policy-result@1',
    recognised: true,
    gates: { g: rules },
    quorum: [],
    break_glass: { need: 2, have: [] },
  };
  return [{ result: { ...result, ...more } }];
}

export const passed = { applies: true, examined: 3, findings: [] };
export const finding = { subject: 's', at: ['artifacts', 0], params: { n: 1 } };

/** Rego with METADATA, as preparePolicy takes it. */
export const policyFiles = {
  'main.rego': `package main

decision := {
	"schema": "gatehouse/policy-result@1",
	"recognised": input.schema == "gatehouse/facts@1",
	"gates": {"g": data.gates.g.rules},
	"quorum": [],
	"break_glass": {"need": 2, "have": []},
}
`,
  'gates/g/g.rego': `# METADATA
# scope: package
# title: The gate
# description: A gate for tests.
package gates.g

# METADATA
# title: Tier is known
# description: The tier is one of the data.
# custom:
#   code: g.tier
#   severity: block
#   ground: said
#   message: "{subject} is not a tier"
#   remedy: Choose one.
rules.tier := {
	"applies": true,
	"examined": 1,
	"findings": [f | not data.tiers[input.release.tier]; f := {"subject": input.release.tier, "at": ["tier"], "params": {}}],
}
`,
  'data/tiers.yaml': 'low: true\nhigh: true\n',
};
