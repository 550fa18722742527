import type { Decision } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { renderText } from '../src/index.ts';
import { gate, reportOn, reportSample } from './samples.ts';

type Waiver = Decision['waivers'][number];

const waiver: Waiver = {
  rule: 'a.b',
  subject: null,
  reason: 'Moving house',
  until: '2026-12-01',
  approver_role: 'risk',
  approved: true,
  state: 'used',
  lifts: ['m', 'n'],
};

const shown = (change: Partial<Waiver>) => {
  const releases = [reportSample({ gates: [gate({})], waivers: [{ ...waiver, ...change }] })];
  return renderText(reportOn({}, { releases }), { color: false });
};

test('a waiver is shown with what it lifts, its end, who approves it, and where it stands', () => {
  expect(shown({})).toContain(
    '~ every finding of a.b until 2026-12-01, approved by risk: Moving house (lifts 2 findings)\n' +
      '        releases/a/1/release.yaml:7:3\n',
  );
  expect(shown({ subject: 'm', lifts: ['m'], approved: false })).toContain(
    '~ a.b of m until 2026-12-01, risk has not approved it yet: Moving house (lifts m)',
  );
});

test.each(['unused', 'ended', 'unknown-rule', 'not-waivable'] as const)(
  'a waiver that is %s is shown with its remedy',
  (state) => {
    const text = shown({ state, lifts: [] });
    expect(text).toMatch(/! every finding of a\.b .*\(lifts nothing.*\n.*release\.yaml:7:3\n {8}→ \S+/);
  },
);

test('where there are none, nothing is said of them', () => {
  const text = renderText(reportOn({}, { releases: [reportSample({})] }), { color: false });
  expect(text).not.toContain('waiver');
});
