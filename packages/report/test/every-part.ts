import type { Decision } from '@gatehouse/contracts';
import type { CheckReport } from '../src/index.ts';
import { finding, gate, governance, reportOn, reportSample, signoff } from './samples.ts';

const waiver: Decision['waivers'][number] = {
  ...{ rule: finding.code, subject: 'old', reason: 'Its maker is gone', until: '2026-12-01' },
  ...{ approver_role: 'risk', approved: true, state: 'used', lifts: ['old'] },
};
const question = {
  ...{ item: 'security/secrets', version: 1, question: 'Is there none?', rests_on: [] },
  ...{ roles: ['security', 'sre'], named: null, by: null, open: true },
};
const rule = { code: finding.code, examined: 2, ground: 'said' as const };

/** One that is blocked: with all kinds of findings, and what is beside them. */
export const blocked = reportSample(
  {
    gates: [
      gate({
        rules: [
          { ...rule, status: 'failed' },
          { ...rule, code: 'inventory.artifact_small', status: 'failed' },
          { ...rule, code: 'inventory.artifact_signed', status: 'not_applicable', examined: 0 },
        ],
        findings: [
          finding,
          { ...finding, code: 'inventory.artifact_small' },
          { ...finding, severity: 'wait', subject: 'late' },
          { ...finding, severity: 'waived', subject: 'old', waived_until: '2026-12-01' },
          { ...finding, severity: 'warn', subject: 'next', effective_on: '2027-03-01' },
          { ...finding, severity: 'retired', subject: 'past', retired_on: '2026-01-01' },
        ],
      }),
      gate({ gate: 'lineage', status: 'passed' }),
    ],
    waivers: [waiver],
    questions: [question],
  },
  [signoff({ counted: false, reason: 'stale' })],
);

/** One that goes by broken glass. */
export const broken = reportSample(
  {
    ...{ release: 'b/1', verdict: 'break-glass', break_glass: { need: 2, have: ['emmy', 'grace'] } },
    gates: [
      gate({
        status: 'overridden',
        rules: [{ ...rule, status: 'overridden' }],
        findings: [{ ...finding, severity: 'overridden' }],
      }),
    ],
    quorum: [{ role: 'risk', need: 1, have: ['emmy'] }],
  },
  [signoff({ decision: 'break-glass', until: '2026-12-01' })],
);

const error = {
  release: null,
  code: 'input.yaml',
  message: 'not YAML',
  hint: null,
  file: null,
  line: null,
  column: null,
};

/** A report that has every part that there is. */
export const everything: CheckReport = reportOn(
  {},
  {
    ...{ report_only: true, preview: true, head: null },
    releases: [broken, blocked],
    errors: [error],
    unsettled: [{ ...error, release: 'a/1', code: 'input.path', hint: 'Commit it.', file: 'a', line: 2 }],
    governance: {
      ...governance,
      findings: [
        { code: 'change.new_quorum', severity: 'wait', message: 'One has to sign', remedy: 'Sign.' },
        { code: 'change.data_changed', severity: 'warn', message: 'x: 1', remedy: '' },
      ],
      rules: [{ code: 'change.new_quorum', status: 'waiting', examined: 1, ground: 'signed' }],
    },
  },
);
