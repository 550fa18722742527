import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeOf, log, measure, result, valuesOf } from './reports.ts';

const values = async (...reports: object[]) => valuesOf(await measure(reports));

describe('the level of a result', () => {
  const configured = (level: string) => [{ id: 'a', defaultConfiguration: { level } }];
  test.each<[string, object, object[], object, string]>([
    ['is its own', { level: 'note' }, configured('error'), {}, 'note'],
    ['else that of its rule', {}, configured('error'), {}, 'error'],
    ['of the rule at its place', { ruleId: undefined, ruleIndex: 0 }, configured('note'), {}, 'note'],
    ['of the rule that it is one of', { ruleId: 'a/1' }, configured('error'), {}, 'error'],
    ['of a rule by reference', { ruleId: undefined, rule: { id: 'a' } }, configured('error'), {}, 'error'],
    [
      'else that of the run',
      {},
      configured('note'),
      {
        invocations: [
          { ruleConfigurationOverrides: [{ descriptor: { id: 'a' }, configuration: { level: 'error' } }] },
        ],
      },
      'error',
    ],
    ['else a warning', {}, [{ id: 'a' }], {}, 'warning'],
    ['of a rule that is not there: a warning', { ruleId: 'b' }, configured('error'), {}, 'warning'],
    ['of no rule: a warning', { ruleId: undefined, ruleIndex: 7 }, [], {}, 'warning'],
    ['of another word: that of the rule', { level: 'catastrophe' }, configured('error'), {}, 'error'],
    ['of what is open: none, and it counts', { kind: 'open' }, configured('error'), {}, 'none'],
    ['of what passed, and says that it is an error', { kind: 'pass', level: 'error' }, [], {}, 'error'],
  ])('%s', async (_, more, rules, run, level) => {
    const found = await values(log([result(more)], run, rules));
    expect(found).toMatchObject({ results: 1, [level]: 1 });
  });

  test.each(['pass', 'notApplicable', 'informational'])('kind %s is no finding', async (kind) => {
    expect(await values(log([result({ kind })]))).toMatchObject({ results: 0, warning: 0, none: 0 });
  });

  test('rules of extensions are found', async () => {
    const extensions = [{ name: 'x', rules: [{ id: 'q', defaultConfiguration: { level: 'error' } }] }];
    const tool = { driver: { name: 'scanner' }, extensions };
    const at = { index: 0, toolComponent: { index: 0 } };
    expect(await values(log([result({ ruleId: 'q' }), { rule: at }], { tool }))).toMatchObject({ error: 2 });
  });
});

describe('a suppression', () => {
  test.each([
    ['accepted', [{ kind: 'inSource' }], { results: 0, suppressed: 1, under_review: 0 }],
    ['accepted by word', [{ status: 'accepted' }], { results: 0, suppressed: 1, under_review: 0 }],
    ['under review', [{ status: 'underReview' }], { results: 1, suppressed: 0, under_review: 1 }],
    ['rejected', [{ status: 'rejected' }], { results: 1, suppressed: 0, under_review: 0 }],
    ['accepted and rejected', [{}, { status: 'rejected' }], { results: 1, suppressed: 0, under_review: 0 }],
    ['of no kind that is known', [{ status: 'perhaps' }], { results: 1, suppressed: 0, under_review: 0 }],
    ['none', [], { results: 1, suppressed: 0, under_review: 0 }],
  ])('that is %s', async (_, suppressions, expected) => {
    expect(await values(log([result({ suppressions })]))).toMatchObject(expected);
  });
});

test.each([
  ['10.0', 'critical'],
  ['9.0', 'critical'],
  ['8.9', 'high'],
  ['7.0', 'high'],
  ['6.9', 'medium'],
  [4, 'medium'],
  ['0.1', 'low'],
])('a rule with a security-severity of %s is %s', async (said, severity) => {
  const rules = [{ id: 'a', properties: { 'security-severity': said } }];
  expect(await values(log([result()], {}, rules))).toMatchObject({ [`severity_${severity}`]: 1 });
});

describe('what was looked at', () => {
  test.each<[string, object, number]>([
    ['rules', log([], {}, [{ id: 'a' }, { id: 'b' }]), 2],
    ['files', log([], { artifacts: [{}, {}, {}] }, []), 3],
    ['the word of the tool', log([], { invocations: [{ executionSuccessful: true }] }, []), 1],
    ['results', log([result(), result()], {}, []), 2],
    ['nothing', log([], {}, []), 0],
    ['nothing: no list of results', log(null), 0],
    ['nothing: no results at all', log(undefined), 0],
    ['nothing: no run', { version: '2.1.0', runs: [] }, 0],
  ])('%s', async (_, report, examined) => {
    const measured = await measure([report]);
    expect(measured.examined).toBe(examined);
    expect(valuesOf(measured).error).toBe(examined === 0 ? null : 0);
  });

  test('one of several that looked at nothing is refused', async () => {
    expect(await codeOf(measure([log([result()]), log(null)]))).toBe('nothing-scanned');
  });

  test('a run that scanned nothing beside one that did is counted', async () => {
    const both = {
      version: '2.1.0',
      runs: [(log([]) as { runs: object[] }).runs[0], (log(null) as { runs: object[] }).runs[0]],
    };
    expect(await values(both)).toMatchObject({ runs_without_results: 1, error: 0 });
  });

  test.each([
    ['says so', [{ executionSuccessful: false }]],
    ['fails in one part', [{ executionSuccessful: true }, { executionSuccessful: false }]],
    ['tells of an error', [{ executionSuccessful: true, toolExecutionNotifications: [{ level: 'error' }] }]],
    ['could not read its rules', [{ toolConfigurationNotifications: [{ level: 'error' }] }]],
  ])('a tool that did not run to its end: it %s', async (_, invocations) => {
    expect(await values(log([], { invocations }))).toMatchObject({ failed_runs: 1 });
  });

  test('a warning of the tool is no failure', async () => {
    const invocations = [{ executionSuccessful: true, toolExecutionNotifications: [{ level: 'warning' }] }];
    expect(await values(log([], { invocations }))).toMatchObject({ failed_runs: 0 });
  });
});

describe('what is new', () => {
  const at = (line: number, text = 'm', more = {}) =>
    result({
      message: { text },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'a.py' }, region: { startLine: line } } }],
      ...more,
    });
  const fresh = async (now: object[], before: object[]) =>
    valuesOf(await measure([log(now)], [log(before)])).new;

  test('is what the baseline has not, wherever it stands in its file', async () => {
    expect(await fresh([at(3), at(9, 'other')], [at(1)])).toBe(1);
    expect(await fresh([at(3), at(4)], [at(1)])).toBe(1);
    expect(await fresh([at(3)], [at(1), at(2)])).toBe(0);
  });

  test('is told apart by fingerprints where there are some', async () => {
    const print = (value: string) => ({ partialFingerprints: { 'primary/v1': value } });
    expect(await fresh([at(1, 'other words', print('x'))], [at(1, 'm', print('x'))])).toBe(0);
    expect(await fresh([at(1, 'm', print('y'))], [at(1, 'm', print('x'))])).toBe(1);
  });

  test('is known although it was suppressed, and not where it passed', async () => {
    expect(await fresh([at(1)], [at(1, 'm', { suppressions: [{}] })])).toBe(0);
    expect(await fresh([at(1)], [at(1, 'm', { kind: 'pass' })])).toBe(1);
  });

  test('is what the report says, where no baseline is given', async () => {
    const state = (baselineState: string) => result({ baselineState });
    expect(await values(log([state('new'), state('unchanged'), state('absent')]))).toMatchObject({
      ...{ new: 1, results: 2, gone: 1 },
    });
    expect((await values(log([state('new'), result()]))).new).toBe(null);
    expect((await values(log([]))).new).toBe(0);
  });
});

test('a secret that was found stands nowhere in what is measured', async () => {
  const secret = 'AKIAVERYSECRETVALUE';
  const region = { startLine: 3, snippet: { text: secret } };
  const found = result({
    message: { text: `found ${secret}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: 'a.py' }, region } }],
    partialFingerprints: { secret },
    properties: { secret },
  });
  const measured = await measure([log([found])], [log([found])]);
  expect(JSON.stringify(measured)).not.toContain(secret);
  expect(measured.details?.findings).toEqual([
    { rule: 'a', level: 'warning', path: 'a.py', line: 3, tool: 'scanner', report: 'r0.sarif' },
  ]);
});

test('a policy sees the tool, the commit and the day of each run', async () => {
  const invocations = [{ executionSuccessful: true, endTimeUtc: '2026-11-30T12:00:00Z' }];
  const versionControlProvenance = [{ repositoryUri: 'https://example.org', revisionId: 'c'.repeat(40) }];
  const { measurements } = await measure([log([], { invocations, versionControlProvenance })]);
  expect(measurements.slice(-2)).toEqual([
    { metric: 'rules', value: 1, n: 1, labels: { report: 'r0.sarif', tool: 'scanner', version: '1.2.3' } },
    {
      metric: 'reported_at',
      value: 1796040000,
      n: 1,
      labels: { report: 'r0.sarif', subject: `git:${'c'.repeat(40)}` },
    },
  ]);
});

test.each<[string, string | object, string]>([
  ['empty', '', 'not-json'],
  ['cut off', JSON.stringify(log([result()])).slice(0, -5), 'not-json'],
  ['a list', [], 'unknown-format'],
  ['another format', { results: [], errors: [], paths: {} }, 'unknown-format'],
  ['of no version', { runs: [] }, 'unknown-version'],
  ['of another version', { version: '2.0.0', runs: [] }, 'unknown-version'],
  ['with results that are no list', log({}), 'unknown-shape'],
  ['with a result that is none', log([null]), 'unknown-shape'],
  ['with suppressions that are none', log([result({ suppressions: 'all' })]), 'unknown-shape'],
  ['with runs that are none', { version: '2.1.0', runs: [5] }, 'unknown-shape'],
  ['of a tool without a name', { version: '2.1.0', runs: [{ results: [] }] }, 'unknown-shape'],
  ['with a key that is a trap', '{"version":"2.1.0","runs":[],"__proto__":{}}', 'not-json'],
  [
    'with results in another file',
    log([], { externalPropertyFileReferences: { results: [{}] } }),
    'results-elsewhere',
  ],
  [
    'with results beside its runs',
    { ...log([]), inlineExternalProperties: [{ results: [result()] }] },
    'results-elsewhere',
  ],
])('a report that is %s is refused', async (_, report, code) => {
  expect(await codeOf(measure([report]))).toBe(code);
});

test('a report is listed once', async () => {
  const { plugin } = await import('../src/index.ts');
  const context = { config: { reports: ['r', './r'] }, file: () => '/none', progress: () => {} };
  await expect(plugin.measure(context)).rejects.toThrow(/listed twice/);
});

test('no damage hides a finding: it is refused, or all of them count', async () => {
  const text = JSON.stringify(log([result({ level: 'error' }), result({ level: 'error' })]));
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), fc.constantFrom(...'{}[]",: 0'), async (at, byte) => {
      const damaged = text.slice(0, at) + byte + text.slice(at + 1);
      const measured = measure([damaged]);
      if ((await codeOf(measured)) !== 'measured') return;
      const { results, runs_without_results } = valuesOf(await measured);
      expect(results === 2 || (runs_without_results ?? 0) > 0).toBe(true);
    }),
    { numRuns: 300 },
  );
});
