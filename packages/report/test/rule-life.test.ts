import type { Decision } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import {
  type BacktestReport,
  type ForecastReport,
  type ReleaseExplanation,
  type RuleExplanation,
  renderBacktest,
  renderForecast,
  renderReleaseExplanation,
  renderRuleExplanation,
  shortenValue,
} from '../src/index.ts';
import { digest, reportSample, signoff } from './samples.ts';

const waiver: Decision['waivers'][number] = {
  rule: 'a.b',
  subject: 'm',
  reason: 'r',
  until: '2026-12-01',
  approver_role: 'risk',
  approved: false,
  state: 'used',
  lifts: ['m'],
};

const finding = {
  code: 'inventory.artifact_digest',
  severity: 'block',
  message: 'm has no digest',
  remedy: 'Add it.',
  subject: 'm',
  file: 'releases/a/1/release.yaml',
  line: 7,
  column: 3,
} as const;
const commit = 'b'.repeat(40);
const time = '2026-11-23T10:00:00Z';

const rule: RuleExplanation = {
  schema: 'gatehouse/explain-rule@1',
  base: commit,
  policy_digest: digest,
  gate: { gate: 'inventory', title: 'Inventory' },
  rule: {
    code: finding.code,
    title: 'Every artifact has a digest',
    description: 'So that it is known which bytes.',
    severity: 'block',
    waivable: true,
    ground: 'said',
    message: '{subject} has no digest',
    remedy: 'Add it.',
    references: [{ framework: 'SOC 2', section: 'CC8.1' }],
    depends_on: ['release.artifacts'],
    effective_on: '2026-12-01',
  },
  release: {
    release: 'a/1',
    evaluated_at: time,
    status: 'failed',
    examined: 2,
    ground: 'said',
    by: ['ada'],
    facts: [{ path: 'release.artifacts', present: true, value: '1 item: m', place: null }],
    findings: [finding],
  },
};

const release: ReleaseExplanation = {
  schema: 'gatehouse/explain-release@1',
  base: commit,
  head: null,
  evaluated_at: time,
  facts_digest: digest,
  policy_digest: digest,
  release: reportSample({ waivers: [waiver] }, [signoff({ counted: false, reason: 'stale' })]),
  counts: { files: 1, evidence: 0, broken_evidence: 1, signoffs: 1, counted: 0 },
  gates: [
    {
      gate: 'inventory',
      title: 'Inventory',
      status: 'failed',
      rules: [
        {
          code: finding.code,
          title: 'Digests',
          status: 'failed',
          examined: 2,
          ground: 'said',
          findings: [finding],
        },
      ],
    },
  ],
  because: { status: 'failed', codes: [finding.code] },
  verdict: 'blocked',
};

const forecast: ForecastReport = {
  schema: 'gatehouse/forecast-report@1',
  base: commit,
  head: commit,
  policy_digest: digest,
  evaluated_at: time,
  days: 30,
  releases: [
    { release: 'a/1', promoted: true, verdicts: [{ date: '2026-11-23', in_days: 0, verdict: 'ready' }] },
  ],
  events: [
    {
      date: '2026-12-01',
      in_days: 8,
      release: 'a/1',
      code: finding.code,
      title: 'Digests',
      change: { from: 'warned', to: 'failed' },
      causes: ['the rule blocks from 2026-12-01'],
      findings: [finding],
    },
  ],
  errors: [],
};

const backtest: BacktestReport = {
  schema: 'gatehouse/backtest-report@1',
  project: 'test',
  tip: commit,
  policy: { commit: null, digest },
  counts: { 'newly-blocked': 1, 'newly-passed': 0, unchanged: 0 },
  promotions: [
    {
      commit,
      time,
      release: 'a/1',
      effect: 'newly-blocked',
      before: 'ready',
      after: 'blocked',
      rules: [{ code: finding.code, before: null, after: { status: 'failed', findings: 2 } }],
    },
  ],
  unjudged: [{ commit, release: 'a/2', code: 'input.yaml', message: 'not YAML' }],
};

test('a rule says what it asks, since when, whom it serves and what it saw', () => {
  const text = renderRuleExplanation(rule, { color: false });
  for (const part of [
    'from 2026-12-01',
    'SOC 2 CC8.1',
    '1 item: m',
    'release.yaml:7:3',
    'failed',
    'what is said: the text of whoever wrote the file',
    'said by ada',
    '→ Add it.',
  ])
    expect(text).toContain(part);
});

test('a derivation ends with the rules that make the verdict', () => {
  const text = renderReleaseExplanation(release, { color: false });
  expect(text).toMatch(/1 that can not be believed/);
  expect(text).toMatch(/a\.b of m until 2026-12-01, risk has not approved it yet: r \(lifts m\)/);
  expect(text).toMatch(/the worst status is failed: inventory\.artifact_digest → BLOCKED\n$/);
  const passed = { ...release, because: { status: 'passed' as const, codes: [] }, verdict: 'ready' as const };
  expect(renderReleaseExplanation(passed, { color: false })).toMatch(/every rule .* has passed → READY\n$/);
});

test('a forecast names the day, how near it is, and why', () => {
  const text = renderForecast(forecast, { color: false });
  expect(text).toMatch(
    /✗ 2026-12-01 \(in 8 days\) {2}a\/1 {2}inventory\.artifact_digest: the rule blocks from/,
  );
  expect(text).toMatch(/1 release judged on each of 30 days: 1 event\n$/);
  expect(renderForecast({ ...forecast, events: [] }, { color: false })).toMatch(
    /nothing turns red by itself\n$/,
  );
});

test('a backtest shows what changes and by which rule, and what was not judged', () => {
  const text = renderBacktest(backtest, { color: false });
  expect(text).toMatch(/NEWLY BLOCKED {2}was ready, would be blocked/);
  expect(text).toMatch(/inventory\.artifact_digest {2}no such rule → failed \(2 findings\)/);
  expect(text).toMatch(/newly blocked 1 · newly passed 0 · unchanged 0 · not judged 1\n$/);
});

test('nothing from outside reaches the terminal as it is', () => {
  // What the engine itself writes: schemas, times, closed sets of words.
  const closed =
    /^(\d{4}-\d{2}|gatehouse|blocked|ready|failed|passed|warned|waiting|block|newly-blocked|sha256)/;
  const hostile = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value), (_key, one) =>
      typeof one === 'string' && !closed.test(one) ? `${one}\u001b[2J\r\n\u202e` : one,
    );
  const texts = [
    renderRuleExplanation(hostile(rule), { color: false }),
    renderReleaseExplanation(hostile(release), { color: false }),
    renderForecast(hostile(forecast), { color: false }),
    renderBacktest(hostile(backtest), { color: false }),
  ];
  for (const text of texts) expect(text).not.toMatch(/[\u001b\r\u202e]/);
});

test('a value is told in one short line', () => {
  const cases: [unknown, string][] = [
    [[], '0 items'],
    [[{ id: 'model', kind: 'model' }, 'x'], '2 items: model, x'],
    [{ a: 1, b: { c: 2 }, d: [] }, 'a: 1, b, d'],
    [{}, 'nothing in it'],
    [null, 'null'],
    ['text', '"text"'],
    [false, 'false'],
    [[['a', 1], {}], '2 items: [a, 1], nothing in it'],
  ];
  for (const [value, text] of cases) expect(shortenValue(value)).toBe(text);
  expect(shortenValue('x'.repeat(1000))).toHaveLength(160);
});
