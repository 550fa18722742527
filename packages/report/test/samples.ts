import type { Catalogue, Decision, Facts, FactsSignoff } from '@gatehouse/contracts';
import {
  type CheckReport,
  type GovernanceReport,
  type ReleaseReport,
  reportCheck,
  reportRelease,
} from '../src/index.ts';

export const digest = `sha256:${'a'.repeat(64)}`;
const catalogue: Catalogue = {
  gates: [
    {
      gate: 'inventory',
      title: 'Inventory',
      description: 'What is promoted.',
      rules: [
        {
          code: 'inventory.artifact_digest',
          title: 'Every artifact has a digest',
          description: 'So that it is known which bytes.',
          severity: 'block',
          waivable: true,
          ground: 'said',
          message: '{subject} has no digest of {bytes} bytes',
          remedy: 'Add `digest`.',
          references: [],
          depends_on: ['release.artifacts'],
        },
        {
          code: 'inventory.artifact_small',
          title: 'Every artifact is small',
          description: 'So that it fits.',
          severity: 'block',
          waivable: true,
          ground: 'said',
          message: '{subject} is not known to be small',
          remedy: 'Make it smaller.',
          references: [],
          depends_on: ['release.artifacts'],
          follows: ['inventory.artifact_digest'],
        },
      ],
    },
  ],
};
const locate = () => ({ file: 'releases/a/1/release.yaml', line: 7, column: 3 });

type GateDecision = Decision['gates'][number];

/** The report on a/1, by a decision and sign-offs that differ from one that is blocked and has none. */
export function reportSample(change: Partial<Decision>, signoffs: FactsSignoff[] = []): ReleaseReport {
  const facts = {
    path: 'releases/a/1',
    digest,
    release: { name: 'a', version: '1', summary: 's', tier: 'low' },
    signoffs,
  } as unknown as Facts;
  const decision: Decision = {
    schema: 'gatehouse/decision@1',
    release: 'a/1',
    verdict: 'blocked',
    facts_digest: digest,
    policy_digest: digest,
    gates: [gate({})],
    waivers: [],
    quorum: [{ role: 'risk', need: 1, have: [] }],
    questions: [],
    break_glass: { need: 2, have: [] },
    ...change,
  };
  return reportRelease({ facts, decision, locate }, catalogue, (reason) => `because: ${reason}`);
}

export function gate(change: Partial<GateDecision>): GateDecision {
  const grounds = { measured: 0, recorded: 0, signed: 0, said: 2 };
  return { gate: 'inventory', status: 'failed', examined: 2, grounds, rules: [], findings: [], ...change };
}

export function reportOn(change: Partial<GateDecision>, more: Partial<CheckReport> = {}): CheckReport {
  return reportCheck(
    {
      report_only: false,
      preview: false,
      base: 'b'.repeat(40),
      head: 'c'.repeat(40),
      evaluated_at: '2026-11-23T10:00:00Z',
      policy_digest: digest,
      releases: [reportSample({ gates: [gate(change)] })],
      errors: [],
      governance: null,
      ...more,
    },
    catalogue,
  );
}

/** A sign-off that counts, with what differs. */
export function signoff(change: Partial<FactsSignoff>): FactsSignoff {
  return {
    commit: 'd'.repeat(40),
    principal: 'emmy',
    role: 'risk',
    decision: 'approve',
    until: null,
    on_behalf_of: null,
    counted: true,
    reason: 'counted',
    ...change,
  };
}

export const finding = {
  code: 'inventory.artifact_digest',
  severity: 'block' as const,
  subject: 'scorer',
  at: ['artifacts', 0],
  params: { bytes: 3 },
};

export const governance: GovernanceReport = {
  release: 'governance/2',
  digest,
  verdict: 'inconclusive',
  changed: ['policies/'],
  findings: [],
  quorum: [{ root: 'old', role: 'governance', need: 1, have: [] }],
  candidates: [],
  rules: [],
};

/** Text that would clear the screen, turn what follows round, and forge a line. */
export const hostile = 'x\u001b[2J\u202Egnp\u0007\nfake line';
/** The same, made visible. */
export const harmless = 'x\\u{1b}[2J\\u{202e}gnp\\u{7} fake line';
