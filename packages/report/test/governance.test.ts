import { describe, expect, test } from 'vitest';
import { type GovernanceReport, renderText } from '../src/index.ts';
import { governance, hostile, reportOn, reportSample, signoff } from './samples.ts';

function render(
  change: Partial<GovernanceReport>,
  releases = [] as ReturnType<typeof reportSample>[],
): string {
  return renderText(reportOn({}, { releases, governance: { ...governance, ...change } }), { color: false });
}

test('it says what changed: five paths, and how many more', () => {
  const changed = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  expect(render({ changed })).toContain('governance 2  INCONCLUSIVE  a, b, c, d, e and 2 more');
});

test('it says who has signed by the old and the new root, and the command that comes next', () => {
  const text = render({
    quorum: [
      { root: 'old', role: 'governance', need: 1, have: ['hypatia'] },
      { root: 'new', role: 'board', need: 2, have: ['hypatia'] },
    ],
    findings: [
      {
        code: 'change.new_quorum',
        severity: 'wait',
        message: 'the new root has too few signers',
        remedy: '',
      },
    ],
  });
  expect(text).toContain('✓ governance by the old trust root 1/1 hypatia');
  expect(text).toContain('… board by the new trust root 1/2 hypatia');
  expect(text).toContain('→ pnpm gate sign governance/2 --role board');
  expect(text).not.toContain('too few signers');
});

test('a problem stands with its remedy, and nobody is asked to sign before it is mended', () => {
  const text = render({
    release: null,
    digest: null,
    verdict: 'blocked',
    findings: [
      {
        code: 'change.version_not_next',
        severity: 'block',
        message: 'the version was not raised',
        remedy: 'Run pnpm gate trust bump.',
      },
    ],
  });
  expect(text).toContain('governed files  BLOCKED  policies/');
  expect(text).toContain('✗ the version was not raised  change.version_not_next');
  expect(text).toContain('→ Run pnpm gate trust bump.');
  expect(text).not.toContain('gate sign');
});

test('what is blocked is not offered for signing, and blocks the run with a release that is ready', () => {
  const ready = reportSample({ verdict: 'ready', gates: [] });
  const message = 'the release scorer/1.0.0 is part of the same change';
  const findings = [{ code: 'change.rides_along', severity: 'block' as const, message, remedy: '' }];
  const text = render({ verdict: 'blocked', findings }, [ready]);
  expect(text).toContain('governance 2  BLOCKED');
  expect(text).toContain(`✗ ${message}  change.rides_along`);
  expect(text).toMatch(/^BLOCKED {2}1 release judged$/m);
  expect(text).not.toContain('gate sign governance');
});

test('what only warns is told to who signs', () => {
  const warning = {
    code: 'change.rule_removed',
    severity: 'warn' as const,
    message: 'a rule goes away',
    remedy: '',
  };
  const text = render({ findings: [warning] });
  expect(text).toContain('! a rule goes away  change.rule_removed');
  expect(text).toContain('→ pnpm gate sign governance/2 --role governance');
});

test('of findings in a row with one remedy, the last one says it', () => {
  const warning = (message: string, remedy: string) => ({
    code: 'change.data_changed',
    severity: 'warn' as const,
    message,
    remedy,
  });
  const text = render({ findings: [warning('a', 'look'), warning('b', 'look'), warning('c', 'mend')] });
  expect(text.match(/[!→] (a|b|c|look|mend)/g)).toEqual(['! a', '! b', '→ look', '! c', '→ mend']);
});

test('a sign-off that does not count is explained', () => {
  const explanation = 'the key is not in the trust root';
  const candidates = [
    { ...signoff({ principal: null, counted: false, reason: 'unknown-key' }), explanation },
  ];
  expect(render({ candidates })).toContain(
    `not counted: dddddddddd somebody unknown as risk: ${explanation} (unknown-key)`,
  );
});

describe('text from the change can not play with the terminal', () => {
  const entry = { root: 'new' as const, role: hostile, need: 1, have: [hostile] };
  const cases: [name: string, change: Partial<GovernanceReport>][] = [
    ['a path', { changed: [hostile] }],
    ['a problem', { findings: [{ code: 'c', severity: 'block', message: hostile, remedy: hostile }] }],
    ['a quorum', { quorum: [entry, { ...entry, have: [] }] }],
    ['a sign-off', { candidates: [{ ...signoff({ role: hostile, counted: false }), explanation: hostile }] }],
  ];
  test.each(cases)('%s', (_, change) => {
    const text = render(change);
    expect(text).not.toMatch(/[\u001b\u202e\u0007]/);
    expect(text).not.toMatch(/^fake line/m);
  });
});
