import { describe, expect, test } from 'vitest';
import { type AuditReport, type AuditStep, renderAudit, type StepVerdict } from '../src/index.ts';
import { digest, harmless, hostile } from './samples.ts';

const verdicts = [
  'promoted',
  'governance',
  'break-glass',
  'unrelated',
  'bypass',
  'tainted',
  'unverifiable',
] as const;

function step(verdict: StepVerdict, change: Partial<AuditStep> = {}): AuditStep {
  const signers = [
    { principal: 'emmy', role: 'risk', commit: 'e'.repeat(40) },
    { principal: 'margaret', role: 'sre', commit: 'f'.repeat(40) },
  ];
  const releases = [{ release: 'a/1', digest, verdict: 'ready' as const, decision_digest: digest, signers }];
  return {
    commit: 'c'.repeat(40),
    parent: 'b'.repeat(40),
    time: '2026-11-23T10:00:00Z',
    verdict,
    releases: verdict === 'promoted' || verdict === 'break-glass' ? releases : [],
    governance: verdict === 'governance' ? { version: 2, signers } : null,
    reasons: [],
    ...change,
  };
}

function render(steps: AuditStep[], change: Partial<AuditReport> = {}, color = false): string {
  const counts = Object.fromEntries(
    verdicts.map((verdict) => [verdict, steps.filter((one) => one.verdict === verdict).length]),
  ) as AuditReport['counts'];
  const report: AuditReport = {
    schema: 'gatehouse/audit-report@1',
    project: 'test',
    tip: 'd'.repeat(40),
    evaluated_at: '2026-11-23T10:00:00Z',
    genesis: { commit: '1'.repeat(40), digest, pinned: true, releases: [] },
    before_genesis: 0,
    untrusted_since: null,
    judged: steps.length,
    counts,
    steps,
    ...change,
  };
  return renderAudit(report, { color });
}

const bypass = step('bypass', { reasons: [{ code: 'not-a-merge', message: 'it is no merge' }] });
const unratified = [{ code: 'unratified', message: 'nobody has ratified it' }];

test('all is well: where it begins, what went live and who signed, the counts and the verdict', () => {
  expect(render([step('promoted'), step('governance'), step('unrelated')])).toBe(`\
test · tip dddddddddd · genesis 1111111111

✓ 2026-11-23  cccccccccc  a/1           emmy (risk), margaret (sre)
✓ 2026-11-23  cccccccccc  governance/2  emmy (risk), margaret (sre)

1 promoted, 1 governance, 1 unrelated
PROVEN  3 steps, each judged again by the policies and the trust root of its day
`);
});

test('what is wrong stands before what went well, with its reasons', () => {
  const text = render([step('promoted'), bypass]);
  expect(text).toMatch(/✗ 2026-11-23 {2}c{10} {4}BYPASS\n {4}it is no merge {2}not-a-merge\n/);
  expect(text.indexOf('BYPASS')).toBeLessThan(text.indexOf('a/1'));
});

test('of many reasons six are shown, and how many more there are', () => {
  const reasons = Array.from({ length: 8 }, (_, number) => ({ code: 'c', message: `reason ${number}` }));
  const text = render([step('bypass', { reasons })]);
  expect(text).toContain('reason 5');
  expect(text).not.toContain('reason 6');
  expect(text).toContain('and 2 more reasons');
});

describe('the verdict is the last line', () => {
  const cases: [name: string, steps: AuditStep[], verdict: string][] = [
    ['nothing', [], 'NOTHING PROVEN'],
    ['unrelated steps only', [step('unrelated')], 'PROVEN'],
    ['broken glass that is ratified', [step('break-glass')], 'PROVEN'],
    ['broken glass that is not', [step('break-glass', { reasons: unratified })], 'NOT PROVEN'],
    ['unverifiable', [step('promoted'), step('unverifiable')], 'NOT PROVEN'],
    ['tainted', [step('promoted'), step('tainted')], 'NOT LEGITIMATE'],
    ['a bypass among what can not be proven', [step('unverifiable'), bypass], 'NOT LEGITIMATE'],
  ];
  test.each(cases)('%s', (_, steps, verdict) => {
    expect(render(steps).trimEnd().split('\n').at(-1)?.split('  ')[0]).toBe(verdict);
  });
});

test('a genesis that is not pinned is said, with how to pin it', () => {
  const genesis = { commit: '1'.repeat(40), digest, pinned: false, releases: [] };
  expect(render([], { genesis })).toContain(`--genesis ${digest}`);
  expect(render([])).not.toContain('--genesis');
});

test('what is older than the first trust root is counted', () => {
  expect(render([], { before_genesis: 1 })).toContain('1 step before the first trust root');
  expect(render([], { before_genesis: 12 })).toContain('12 steps before the first trust root');
});

test('text from outside can not play with the terminal', () => {
  const signers = [{ principal: hostile, role: hostile, commit: hostile }];
  const [release] = step('promoted').releases;
  const releases = release === undefined ? [] : [{ ...release, release: hostile, signers }];
  const reasons = [{ code: hostile, message: hostile }];
  const text = render([step('promoted', { releases, time: hostile }), step('bypass', { reasons })], {
    project: hostile,
  });
  expect(text).not.toMatch(/[\u001b\u202e\u0007]/);
  expect(text).toContain(harmless);
  expect(text).not.toMatch(/^fake line/m);
  expect(render([bypass], {}, true)).toContain('\u001b[31m');
});

test('a base that is not proven is said, also where the step that broke it is not shown', () => {
  const text = render([step('unrelated')], { untrusted_since: 'e'.repeat(40), judged: 2 });
  expect(text.trimEnd().split('\n').at(-1)).toMatch(/^NOT PROVEN .*eeeeeeeeee/);
});

test('releases that came with the genesis are said to be unproven', () => {
  const genesis = { commit: '1'.repeat(40), digest, pinned: true, releases: ['a/1', 'b/2'] };
  expect(render([step('promoted')], { genesis })).toContain('nothing proves them: a/1, b/2');
});

test('no step so late is not the same as no step at all', () => {
  expect(render([], { judged: 3 })).toMatch(/NOTHING NEW .*3 steps/);
});
