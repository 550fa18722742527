import { describe, expect, test } from 'vitest';
import { fillIn } from '../src/fill-in.ts';
import { addUnsettled, type CheckReport, escapeTerminal, renderText } from '../src/index.ts';
import { finding, governance, harmless, hostile, reportOn, reportSample } from './samples.ts';

test('a finding says what, where and how to mend it', () => {
  const text = renderText(reportOn({ findings: [finding] }), { color: false });
  expect(text).toContain('✗ scorer has no digest of 3 bytes  inventory.artifact_digest');
  expect(text).toContain('releases/a/1/release.yaml:7:3');
  expect(text).toContain('→ Add `digest`.');
});

test('a rule that examined nothing is shown as blocking', () => {
  const report = reportOn({
    status: 'not_evaluated',
    rules: [{ code: 'inventory.artifact_digest', status: 'not_evaluated', examined: 0, ground: 'said' }],
  });
  expect(report.releases[0]?.gates[0]?.findings).toMatchObject([
    { code: 'inventory.artifact_digest', severity: 'block' },
  ]);
  expect(renderText(report, { color: false })).toContain('not evaluated');
});

const small = { ...finding, code: 'inventory.artifact_small' };

test('what follows from a cause is counted, not told', () => {
  const report = reportOn({ findings: [finding, small, { ...small, subject: 'other' }] });
  const found = report.releases[0]?.gates[0]?.findings;
  expect(found?.map(({ code, follows }) => [code, follows])).toEqual([
    ['inventory.artifact_digest', undefined],
    ['inventory.artifact_small', 'inventory.artifact_digest'],
    ['inventory.artifact_small', 'inventory.artifact_digest'],
  ]);
  const text = renderText(report, { color: false });
  expect(text).toContain('2 findings follow from inventory.artifact_digest');
  expect(text).not.toContain('known to be small');
});

test.each([
  ['there is no cause', [small]],
  ['the cause only warns', [{ ...finding, severity: 'warn' as const }, small]],
  ['the cause only waits', [{ ...finding, severity: 'wait' as const }, small]],
  ['the cause is waived', [{ ...finding, severity: 'waived' as const }, small]],
])('nothing is folded where %s', (_, findings) => {
  expect(renderText(reportOn({ findings }), { color: false })).toContain('scorer is not known to be small');
});

test('what will hold it up from a day on is folded into what does already', () => {
  const announced = { ...small, severity: 'warn' as const, effective_on: '2027-03-01' };
  const text = renderText(reportOn({ findings: [finding, announced] }), { color: false });
  expect(text).not.toContain('scorer is not known to be small');
  expect(text).toContain('1 finding follows from inventory.artifact_digest');
  const alone = renderText(reportOn({ findings: [announced] }), { color: false });
  expect(alone).toContain('scorer is not known to be small (blocks from 2027-03-01)');
});

test('open questions are counted by those who may answer, and whoever is named', () => {
  const question = {
    ...{ item: 'security/secrets', version: 1, question: 'Is there none?', rests_on: [] },
    ...{ roles: ['security', 'sre'], named: null, by: null, open: true },
  };
  const questions = [
    question,
    question,
    { ...question, named: 'emmy' },
    { ...question, by: 'radia', open: false },
  ];
  const text = (signoffs: { role: string; need: number; have: string[] }[]) =>
    renderText(
      { ...reportOn({}), releases: [{ ...reportSample({ questions, quorum: signoffs }) }] },
      { color: false },
    );
  const waiting = text([{ role: 'risk', need: 1, have: [] }]);
  expect(waiting).toContain('questions  … 3 of 4 open: security or sre 2, emmy 1\n');
  expect(waiting).not.toContain('gate confirm');
  expect(text([{ role: 'risk', need: 1, have: ['emmy'] }])).toContain('→ pnpm gate confirm a/1');
});

test('a finding that only warns is told beside its cause', () => {
  const warning = { ...small, severity: 'warn' as const };
  const text = renderText(reportOn({ findings: [finding, warning] }), { color: false });
  expect(text).toContain('scorer is not known to be small');
});

test('rules that wait for the same are one line; what blocks is marked so', () => {
  const silent = ['inventory.artifact_digest', 'inventory.artifact_small'].map((code) => {
    return { code, status: 'not_evaluated' as const, examined: 0, ground: 'said' as const };
  });
  const report = reportOn({ status: 'not_evaluated', rules: silent });
  expect(report.releases[0]?.gates[0]?.findings.map(({ waits_for }) => waits_for)).toEqual(
    Array(2).fill('release.artifacts'),
  );
  expect(renderText(report, { color: false })).toContain(
    '✗ not evaluated: 2 rules wait for release.artifacts',
  );
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
  const all = (['blocked', 'break-glass', 'ready-with-waivers', 'ready'] as const).map((verdict) =>
    reportSample({ verdict }),
  );
  const cases: [name: string, change: Partial<CheckReport>, verdict: CheckReport['verdict']][] = [
    ['nothing', { releases: [] }, 'nothing-to-judge'],
    ['the worst of the releases', { releases: all }, 'blocked'],
    ['broken glass', { releases: all.slice(1) }, 'break-glass'],
    ['a waiver', { releases: all.slice(2) }, 'ready-with-waivers'],
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
  const text = renderText(reportOn({ findings: [{ ...finding, subject: hostile }] }), { color: false });
  expect(text).not.toMatch(/[\u001b\u202e\u0007]/);
  expect(text).toContain(harmless);
  expect(escapeTerminal('grün 漢字 ✓')).toBe('grün 漢字 ✓');
});

test('without colour there is no escape sequence; with colour there is', () => {
  expect(renderText(reportOn({}), { color: false })).not.toContain('\u001b');
  expect(renderText(reportOn({}), { color: true })).toContain('\u001b[31m');
});

test('a name without a value stays visible', () => {
  expect(fillIn('{a} of {b} and {constructor}', { a: 0.123456 })).toBe('0.1235 of {b} and {constructor}');
});

describe('what has to be settled first', () => {
  const open = {
    release: null,
    code: 'refused.dirty',
    message: hostile,
    hint: 'Commit it.',
    file: null,
    line: null,
    column: null,
  };
  const ready = reportOn({}, { releases: [reportSample({ verdict: 'ready' })] });

  test('makes the answer inconclusive at best, and comes before the releases', () => {
    const report = addUnsettled(ready, [open]);
    expect(report.verdict).toBe('inconclusive');
    const text = renderText(report, { color: false });
    expect(text.indexOf(harmless)).toBeGreaterThan(0);
    expect(text.indexOf(harmless)).toBeLessThan(text.indexOf('READY'));
    expect(addUnsettled(reportOn({}), [open]).verdict).toBe('blocked');
    expect(addUnsettled(reportOn({}, { releases: [] }), [open]).verdict).toBe('inconclusive');
  });

  test('where there is nothing, the report is what it was', () => {
    expect(addUnsettled(ready, [])).toEqual(ready);
    expect(addUnsettled(addUnsettled(ready, [open]), [open]).unsettled).toEqual([open, open]);
  });
});
