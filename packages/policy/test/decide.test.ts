import { describe, expect, test } from 'vitest';
import { decide } from '../src/index.ts';
import { catalogue, facts, finding, passed, results, rule } from './samples.ts';

const digest = `sha256:${'b'.repeat(64)}`;
const verdict = (rules: Record<string, unknown>, ...known: ReturnType<typeof rule>[]) =>
  decide(facts, { digest, data: {}, catalogue: catalogue(...known) }, results(rules)).verdict;

describe('a verdict is ready only when every rule looked at something and found nothing', () => {
  test('all passed', () => expect(verdict({ a: passed }, rule('g.a'))).toBe('ready'));
  test('a rule that reported nothing blocks', () =>
    expect(verdict({ a: passed }, rule('g.a'), rule('g.b'))).toBe('blocked'));
  test('a rule that examined nothing blocks', () =>
    expect(verdict({ a: { ...passed, examined: 0 } }, rule('g.a'))).toBe('blocked'));
  test('a gate of which nothing applies blocks', () =>
    expect(verdict({ a: { applies: false, examined: 0, findings: [] } }, rule('g.a'))).toBe('blocked'));
  test('a finding blocks', () =>
    expect(verdict({ a: { ...passed, findings: [finding] } }, rule('g.a'))).toBe('blocked'));
  test('a rule that does not apply says nothing', () =>
    expect(
      verdict({ a: passed, b: { applies: false, examined: 0, findings: [] } }, rule('g.a'), rule('g.b')),
    ).toBe('ready'));
  test('a waiting finding is inconclusive', () =>
    expect(verdict({ a: { ...passed, findings: [finding] } }, rule('g.a', { severity: 'wait' }))).toBe(
      'inconclusive',
    ));
  test('a warning does not block', () =>
    expect(verdict({ a: { ...passed, findings: [finding] } }, rule('g.a', { severity: 'warn' }))).toBe(
      'ready',
    ));
});

test('answers are counted by what they rest on; a rule that gave none is not', () => {
  const silent = { applies: false, examined: 0, findings: [] };
  const known = [
    rule('g.a', { ground: 'measured' }),
    rule('g.b', { ground: 'measured' }),
    rule('g.c', { ground: 'recorded' }),
    rule('g.d', { ground: 'signed' }),
    rule('g.e'),
    rule('g.f', { ground: 'signed' }),
    rule('g.g', { retires_on: '2026-01-01' }),
  ];
  const found = { ...passed, findings: [finding] };
  const reported = results({
    a: passed,
    b: found,
    c: passed,
    d: { ...passed, examined: 0 },
    e: passed,
    f: silent,
    g: found,
  });
  const { gates } = decide(facts, { digest, data: {}, catalogue: catalogue(...known) }, reported);
  expect(gates[0]).toMatchObject({
    grounds: { measured: 2, recorded: 1, signed: 0, said: 1 },
    rules: [{ code: 'g.a', ground: 'measured' }, {}, {}, {}, { code: 'g.e', ground: 'said' }, {}, {}],
  });
});

test('a rule that becomes effective later warns, from that day on it blocks', () => {
  const later = rule('g.a', { effective_on: '2026-11-24' });
  const today = rule('g.a', { effective_on: '2026-11-23' });
  expect(verdict({ a: { ...passed, findings: [finding] } }, later)).toBe('ready');
  expect(verdict({ a: { ...passed, findings: [finding] } }, today)).toBe('blocked');
});

describe('a rule that has retired', () => {
  const old = rule('g.a', { retires_on: '2026-11-23' });
  const other = rule('g.b');
  const judged = (a: unknown, known = old) =>
    decide(
      facts,
      { digest, data: {}, catalogue: catalogue(known, other) },
      results(a === undefined ? { b: passed } : { a, b: passed }),
    );
  const found = { ...passed, findings: [finding] };

  test('tells what it finds, and denies nothing', () => {
    const decision = judged(found);
    expect(decision.verdict).toBe('ready');
    expect(decision.gates[0]).toEqual({
      gate: 'g',
      status: 'passed',
      examined: 6,
      grounds: { measured: 0, recorded: 0, signed: 0, said: 1 },
      rules: [
        { code: 'g.a', status: 'retired', examined: 3, ground: 'said' },
        { code: 'g.b', status: 'passed', examined: 3, ground: 'said' },
      ],
      findings: [{ code: 'g.a', severity: 'retired', retired_on: '2026-11-23', ...finding }],
    });
  });
  test('denies through the day before', () =>
    expect(judged(found, rule('g.a', { retires_on: '2026-11-24' })).verdict).toBe('blocked'));
  test('does not deny by its silence', () => expect(judged(undefined).verdict).toBe('ready'));
  test('is not lifted by a waiver, and not by broken glass', () => {
    const waivers = [{ rule: 'g.a', reason: 'known', until: '2026-11-24', approver_role: 'risk' }];
    const waived = { ...facts, release: { ...facts.release, waivers } };
    const decision = decide(
      waived,
      { digest, data: {}, catalogue: catalogue(old, other) },
      results({ a: found, b: passed }, { break_glass: { need: 2, have: ['emmy', 'grace'] } }),
    );
    expect(decision.verdict).toBe('ready');
  });
  test('does not pass for others: where all have retired, nothing was judged', () =>
    expect(verdict({ a: passed }, old)).toBe('blocked'));
});

describe('waivers', () => {
  const waived = (waiver: object, code = 'g.a', waivable = true) => {
    const release = {
      ...facts.release,
      waivers: [{ rule: code, reason: 'known', until: '2026-11-23', approver_role: 'risk', ...waiver }],
    };
    const known = { digest, data: {}, catalogue: catalogue(rule('g.a', { waivable })) };
    return decide({ ...facts, release }, known, results({ a: { ...passed, findings: [finding] } })).verdict;
  };
  const states = (...waivers: object[]) => {
    const all = waivers.map((one) => ({
      rule: 'g.a',
      reason: 'known',
      until: '2026-11-23',
      approver_role: 'risk',
      ...one,
    }));
    const gates = catalogue(rule('g.a'), rule('g.b', { waivable: false }), rule('g.c', { severity: 'warn' }));
    const other = { ...finding, subject: 'other' };
    const decision = decide(
      { ...facts, release: { ...facts.release, waivers: all } },
      { digest, data: {}, catalogue: gates },
      results(
        {
          a: { ...passed, findings: [finding, other] },
          b: { ...passed, findings: [finding] },
          c: { ...passed, findings: [finding] },
        },
        { quorum: [{ role: 'risk', need: 2, have: ['emmy'] }] },
      ),
    );
    return decision.waivers.map(({ state, lifts, approved }) => [state, lifts, approved]);
  };
  test('each is told of, with what it lifts', () =>
    expect(states({ subject: 's' }, {}, {}, { subject: 'x', approver_role: 'sre' })).toEqual([
      ['used', ['s'], true],
      ['used', ['other'], true],
      ['unused', [], true],
      ['unused', [], false],
    ]));
  test('and why it lifts nothing', () =>
    expect(states({ until: '2026-11-22' }, { rule: 'g.x' }, { rule: 'g.b' }, { rule: 'g.c' })).toEqual([
      ['ended', [], true],
      ['unknown-rule', [], true],
      ['not-waivable', [], true],
      ['not-waivable', [], true],
    ]));
  test('a waiver holds through its last day', () => expect(waived({})).toBe('ready-with-waivers'));
  test('a lapsed waiver is worth nothing', () => expect(waived({ until: '2026-11-22' })).toBe('blocked'));
  test('of a rule that can not be waived', () => expect(waived({}, 'g.a', false)).toBe('blocked'));
  test('of another rule', () => expect(waived({}, 'g.b')).toBe('blocked'));
  test('of another subject', () => expect(waived({ subject: 'other' })).toBe('blocked'));
  test('of this subject', () => expect(waived({ subject: 's' })).toBe('ready-with-waivers'));
});

describe('a result that is not exactly as expected is refused', () => {
  const cases: [name: string, results: unknown][] = [
    ['no result', []],
    ['undefined', undefined],
    ['two results', [...(results({ a: passed }) as unknown[]), ...(results({ a: passed }) as unknown[])]],
    ['another schema', results({ a: passed }, { schema: 'x' })],
    ['facts not recognised', results({ a: passed }, { recognised: false })],
    ['recognised by a string', results({ a: passed }, { recognised: 'true' })],
    ['a gate missing', results({}, { gates: {} })],
    ['a gate too many', results({}, { gates: { g: { a: passed }, h: {} } })],
    ['a rule without METADATA', results({ a: passed, z: passed })],
    ['findings as an object', results({ a: { ...passed, findings: {} } })],
    ['examined as a string', results({ a: { ...passed, examined: '3' } })],
    ['examined below zero', results({ a: { ...passed, examined: -1 } })],
    ['does not apply, yet examined', results({ a: { ...passed, applies: false } })],
    ['a finding without a subject', results({ a: { ...passed, findings: [{ ...finding, subject: 1 }] } })],
    ['nested params', results({ a: { ...passed, findings: [{ ...finding, params: { a: {} } }] } })],
    ['no quorum', results({ a: passed }, { quorum: null })],
  ];
  test.each(cases)('%s', (_, given) => {
    expect(() => decide(facts, { digest, data: {}, catalogue: catalogue(rule('g.a')) }, given)).toThrowError(
      expect.objectContaining({ code: 'policy.result' }),
    );
  });
});

test('the same facts and policy give the same bytes, whatever the order of findings', () => {
  const two = [
    { ...finding, subject: 'b' },
    { ...finding, subject: 'a' },
  ];
  const known = { digest, data: {}, catalogue: catalogue(rule('g.a')) };
  const one = decide(facts, known, results({ a: { ...passed, findings: two } }));
  const other = decide(facts, known, results({ a: { ...passed, findings: [...two].reverse() } }));
  expect(JSON.stringify(one)).toBe(JSON.stringify(other));
});

describe('broken glass', () => {
  const broken = { break_glass: { need: 2, have: ['emmy', 'margaret'] } };
  const failed = { ...passed, findings: [finding] };
  const silent = { ...passed, examined: 0 };
  const decideBy = (
    rules: Record<string, unknown>,
    known: ReturnType<typeof rule>[],
    change: object = broken,
  ) => decide(facts, { digest, data: {}, catalogue: catalogue(...known) }, results(rules, change));

  test('overrides what could be waived and what waits, shows it, and is a verdict of its own', () => {
    const decision = decideBy({ a: failed, b: passed }, [rule('g.a'), rule('g.b')]);
    expect(decision).toMatchObject({ verdict: 'break-glass', ...broken });
    expect(decision.gates[0]?.findings).toMatchObject([{ severity: 'overridden' }]);
    expect(decideBy({ a: silent }, [rule('g.a')]).verdict).toBe('break-glass');
    const waits = rule('g.a', { severity: 'wait', waivable: false });
    expect(decideBy({ a: failed }, [waits]).verdict).toBe('break-glass');
  });

  test('does not override what keeps facts honest, nor a rule that is undefined', () => {
    const honest = rule('g.a', { waivable: false });
    expect(decideBy({ a: failed }, [honest]).verdict).toBe('blocked');
    expect(decideBy({ a: silent }, [honest]).verdict).toBe('blocked');
    const waits = rule('g.a', { severity: 'wait', waivable: false });
    expect(decideBy({ a: silent }, [waits]).verdict).toBe('blocked');
    expect(decideBy({ a: failed }, [rule('g.a'), rule('g.b')]).verdict).toBe('blocked');
  });

  test('leaves warnings and waivers as they are', () => {
    const warns = rule('g.a', { severity: 'warn' });
    expect(decideBy({ a: failed }, [warns]).verdict).toBe('ready');
    expect(decideBy({ a: silent }, [warns]).gates[0]?.rules).toEqual([
      { code: 'g.a', status: 'overridden', examined: 0, ground: 'said' },
    ]);
    const waivers = [{ rule: 'g.a', reason: 'known', until: '2026-11-24', approver_role: 'risk' }];
    const waived = { ...facts, release: { ...facts.release, waivers } };
    const known = { digest, data: {}, catalogue: catalogue(rule('g.a')) };
    const decision = decide(waived, known, results({ a: failed }, broken));
    expect(decision.verdict).toBe('ready-with-waivers');
    expect(decision.gates[0]?.findings).toMatchObject([{ severity: 'waived' }]);
  });

  test.each([
    ['blocked', { b: failed, c: failed }, 'failed'],
    ['blocked', { c: failed }, 'not_evaluated'],
    ['break-glass', { b: passed, c: failed }, 'overridden'],
  ] as const)('a gate with rules of several statuses is %s', (verdict, rules, status) => {
    const known = [rule('g.b', { waivable: false }), rule('g.c')];
    expect(decideBy(rules, known)).toMatchObject({ verdict, gates: [{ status }] });
  });

  test('changes nothing by one person, or where nothing stands against the release', () => {
    const one = { break_glass: { need: 2, have: ['emmy'] } };
    expect(decideBy({ a: failed }, [rule('g.a')], one).verdict).toBe('blocked');
    expect(decideBy({ a: passed }, [rule('g.a')]).verdict).toBe('ready');
  });

  test.each([
    [{ need: 0, have: [] }],
    [{ need: 1.5, have: [] }],
    [{ need: 2, have: ['emmy', 'emmy'] }],
    [{ need: 2, have: ['emmy', 5] }],
    [{ need: 2, have: 'emmy' }],
    [{ need: '2', have: [] }],
    [{ need: 2 }],
    [null],
    [undefined],
  ])('%j is refused', (break_glass) => {
    expect(() => decideBy({ a: passed }, [rule('g.a')], { break_glass })).toThrowError(
      expect.objectContaining({ code: 'policy.result' }),
    );
  });
});
