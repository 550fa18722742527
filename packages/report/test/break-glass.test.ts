import type { Decision } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { renderText } from '../src/index.ts';
import { finding, gate, hostile, reportOn, reportSample, signoff } from './samples.ts';

const both = [
  signoff({ principal: 'emmy', decision: 'break-glass', until: '2026-11-27' }),
  signoff({ principal: 'margaret', role: 'sre', decision: 'break-glass', until: '2026-11-25' }),
];
const broken: Partial<Decision> = {
  verdict: 'break-glass',
  break_glass: { need: 2, have: ['emmy', 'margaret'] },
  gates: [gate({ status: 'overridden', findings: [{ ...finding, severity: 'overridden' }] })],
};

function render(change: Partial<Decision>, signoffs = both): string {
  return renderText(reportOn({}, { releases: [reportSample(change, signoffs)] }), { color: false });
}

test('broken glass is loud: who, until when, what is overridden, and what has to follow', () => {
  const text = render(broken);
  expect(text).toContain('a 1  BREAK GLASS');
  expect(text).toContain('⚠ emmy and margaret broke the glass, until 2026-11-25');
  expect(text).toContain('must ratify it');
  expect(text).toContain('⚠ scorer has no digest of 3 bytes  inventory.artifact_digest');
  expect(text).toMatch(/^BREAK GLASS {2}1 release judged$/m);
});

test('a rule that examined nothing and is overridden is shown as well', () => {
  const rules = [{ code: finding.code, status: 'overridden' as const, examined: 0, ground: 'said' as const }];
  const change = { ...broken, gates: [gate({ status: 'overridden', rules })] };
  expect(reportSample(change).gates[0]?.findings).toMatchObject([
    { code: finding.code, severity: 'overridden' },
  ]);
  expect(render(change)).toMatch(/⚠ not evaluated: .* {2}inventory\.artifact_digest/);
});

test('what is overridden is told once', () => {
  const rules = [{ code: finding.code, status: 'overridden' as const, examined: 2, ground: 'said' as const }];
  const findings = [{ ...finding, severity: 'overridden' as const }];
  const report = reportSample({ ...broken, gates: [gate({ status: 'overridden', rules, findings })] });
  expect(report.gates[0]?.findings).toHaveLength(1);
});

test('one person is not enough, and the next is told what to do', () => {
  const one = { break_glass: { need: 2, have: ['emmy'] } };
  expect(reportSample(one, both).glass).toEqual({ need: 2, people: ['emmy'], until: '2026-11-27' });
  const text = render(one);
  expect(text).toContain('⚠ emmy broke the glass, until 2026-11-27');
  expect(text).toContain('It takes 2 people, so nothing is overridden yet.');
  expect(text).toContain(
    '→ pnpm gate sign a/1 --role <role> --break-glass --reason <why> --until <YYYY-MM-DD>',
  );
  expect(text).not.toContain('BREAK GLASS');
});

test('its end is that of sign-offs that count and break it', () => {
  const until = '2026-11-24';
  const others = [
    signoff({ decision: 'break-glass', until, counted: false, reason: 'author' }),
    signoff({ decision: 'approve', until }),
    signoff({ principal: 'nobody', decision: 'break-glass', until }),
  ];
  expect(reportSample(broken, [...others, ...both]).glass.until).toBe('2026-11-25');
});

test('without it nothing is said of glass', () => {
  expect(render({})).not.toMatch(/glass/i);
});

test('sign-offs that do not count are explained, and can not play with the terminal', () => {
  const stale = signoff({ counted: false, reason: 'stale:release.yaml' });
  expect(reportSample({}, [stale]).candidates).toEqual([
    { ...stale, explanation: 'because: stale:release.yaml' },
  ]);
  const text = render({}, [stale, signoff({ principal: hostile, counted: false, reason: hostile })]);
  expect(text).toContain('not counted: dddddddddd emmy as risk: because: stale:release.yaml (stale)');
  expect(text).not.toMatch(/[\u001b\u202e\u0007]/);
});
