import type { Catalogue, Decision, Facts } from '@gatehouse/contracts';
import { describe, expect, test } from 'vitest';
import { fillIn } from '../src/fill-in.ts';
import {
  type CheckReport,
  escapeTerminal,
  type GovernanceReport,
  renderText,
  reportCheck,
  reportRelease,
} from '../src/index.ts';

const digest = `sha256:${'a'.repeat(64)}`;
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
          message: '{subject} has no digest of {bytes} bytes',
          remedy: 'Add `digest`.',
          references: [],
          depends_on: ['release.artifacts'],
        },
      ],
    },
  ],
};
const facts = {
  path: 'releases/a/1',
  digest,
  release: { name: 'a', version: '1', summary: 's', tier: 'low' },
  signoffs: [],
} as unknown as Facts;
const decision = (gate: Partial<Decision['gates'][number]>): Decision => ({
  schema: 'gatehouse/decision@1',
  release: 'a/1',
  verdict: 'blocked',
  facts_digest: digest,
  policy_digest: digest,
  gates: [{ gate: 'inventory', status: 'failed', examined: 2, rules: [], findings: [], ...gate }],
  quorum: [{ role: 'risk', need: 1, have: [] }],
  break_glass: { need: 2, have: [] },
});
const locate = () => ({ file: 'releases/a/1/release.yaml', line: 7, column: 3 });

function reportOn(gate: Partial<Decision['gates'][number]>, more: Partial<CheckReport> = {}): CheckReport {
  const releases = [
    reportRelease({ facts, decision: decision(gate), locate }, catalogue, (reason) => reason),
  ];
  return reportCheck({
    report_only: false,
    preview: false,
    base: 'b'.repeat(40),
    head: 'c'.repeat(40),
    evaluated_at: '2026-11-23T10:00:00Z',
    policy_digest: digest,
    releases,
    errors: [],
    governance: null,
    ...more,
  });
}

const finding = {
  code: 'inventory.artifact_digest',
  severity: 'block' as const,
  subject: 'scorer',
  at: ['artifacts', 0],
  params: { bytes: 3 },
};

test('a finding says what, where and how to mend it', () => {
  const text = renderText(reportOn({ findings: [finding] }), { color: false });
  expect(text).toContain('✗ scorer has no digest of 3 bytes  inventory.artifact_digest');
  expect(text).toContain('releases/a/1/release.yaml:7:3');
  expect(text).toContain('→ Add `digest`.');
});

test('a rule that examined nothing is shown as blocking', () => {
  const report = reportOn({
    status: 'not_evaluated',
    rules: [{ code: 'inventory.artifact_digest', status: 'not_evaluated', examined: 0 }],
  });
  expect(report.releases[0]?.gates[0]?.findings).toMatchObject([
    { code: 'inventory.artifact_digest', severity: 'block' },
  ]);
  expect(renderText(report, { color: false })).toContain('not evaluated');
});

describe('the verdict of a run is the worst of its parts', () => {
  const error = {
    release: 'b/1',
    code: 'input.yaml',
    message: 'm',
    hint: null,
    file: null,
    line: null,
    column: null,
  };
  const governance: GovernanceReport = {
    release: 'governance/2',
    digest,
    verdict: 'inconclusive',
    changed: ['policies/'],
    problems: [],
    quorum: [{ root: 'old', role: 'governance', need: 1, have: [] }],
    candidates: [],
  };
  const cases: [name: string, change: Partial<CheckReport>, verdict: CheckReport['verdict']][] = [
    ['nothing', { releases: [] }, 'nothing-to-judge'],
    ['an error', { releases: [], errors: [error] }, 'blocked'],
    ['the judging side changes alone', { releases: [], governance }, 'inconclusive'],
    [
      'the judging side changes with a release',
      { governance: { ...governance, verdict: 'ready' } },
      'blocked',
    ],
  ];
  test.each(cases)('%s', (_, change, verdict) => {
    expect(reportOn({}, change).verdict).toBe(verdict);
  });
});

test('text from a release can not play with the terminal', () => {
  const subject = 'x\u001b[2J\u202Egnp\u0007\nfake line';
  const text = renderText(reportOn({ findings: [{ ...finding, subject }] }), { color: false });
  expect(text).not.toMatch(/[\u001b\u202e\u0007]/);
  expect(text).toContain('x\\u{1b}[2J\\u{202e}gnp\\u{7} fake line');
  expect(escapeTerminal('grün 漢字 ✓')).toBe('grün 漢字 ✓');
});

test('without colour there is no escape sequence; with colour there is', () => {
  expect(renderText(reportOn({}), { color: false })).not.toContain('\u001b');
  expect(renderText(reportOn({}), { color: true })).toContain('\u001b[31m');
});

test('a name without a value stays visible', () => {
  expect(fillIn('{a} of {b} and {constructor}', { a: 0.123456 })).toBe('0.1235 of {b} and {constructor}');
});
