import { parseXml, readOutput, runnerCommands, walk } from '@gatehouse/testing/outputs';
import { describe, expect, test } from 'vitest';
import { describeRun } from '../src/formats/describe-verdict.ts';
import { renderGithub } from '../src/formats/render-github.ts';
import { renderGitlab } from '../src/formats/render-gitlab.ts';
import { renderJunit } from '../src/formats/render-junit.ts';
import { renderMarkdown } from '../src/formats/render-markdown.ts';
import { renderSarif } from '../src/formats/render-sarif.ts';
import { type CheckReport, formats } from '../src/index.ts';
import { blocked, broken, everything } from './every-part.ts';
import { finding, gate, governance, reportOn, reportSample } from './samples.ts';
import { findSarifFaults } from './sarif-schema.ts';

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...finding, subject: `scorer-${index}` }));
const runOf = (...releases: CheckReport['releases']) => reportOn({}, { releases });

describe('sarif', () => {
  const log = JSON.parse(renderSarif(everything));
  const run = (id: string) =>
    log.runs.find(
      (one: { automationDetails: { id: string } }) => one.automationDetails.id === `gatehouse/${id}/`,
    );

  test('is what the schema of 2.1.0 allows, a run for each release and one for the rest', () => {
    expect(findSarifFaults(log)).toEqual([]);
    expect(log.runs.map((one: { automationDetails: { id: string } }) => one.automationDetails.id)).toEqual([
      'gatehouse/release/b/1/',
      'gatehouse/release/a/1/',
      'gatehouse/governance/2/',
      'gatehouse/run/',
    ]);
  });

  test('a result has rule, level, place, print, and the waiver that suppresses it', () => {
    const { results, tool } = run('release/a/1');
    expect(
      results.map(({ level, properties }: never) => [level, (properties as { severity: string }).severity]),
    ).toEqual([
      ['error', 'block'],
      ['error', 'block'],
      ['error', 'wait'],
      ['error', 'waived'],
      ['warning', 'warn'],
      ['note', 'retired'],
    ]);
    expect(results[0]).toEqual({
      ruleId: 'inventory.artifact_digest',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'scorer has no digest of 3 bytes. To mend it: Add `digest`.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'releases/a/1/release.yaml', uriBaseId: '%SRCROOT%' },
            region: { startLine: 7, startColumn: 3 },
          },
        },
      ],
      partialFingerprints: { 'gatehouse/v1': expect.stringMatching(/^[0-9a-f]{64}$/) },
      properties: { severity: 'block', kind: 'release', subject: 'scorer', release: 'a/1' },
    });
    expect(results.flatMap(({ suppressions = [] }: { suppressions?: unknown[] }) => suppressions)).toEqual([
      { kind: 'external', status: 'accepted', justification: expect.stringContaining('Its maker is gone') },
    ]);
    expect(tool.driver.rules[0]).toMatchObject({
      id: 'inventory.artifact_digest',
      shortDescription: { text: 'Every artifact has a digest' },
      fullDescription: { text: 'So that it is known which bytes.' },
      help: { text: 'Add `digest`.' },
      defaultConfiguration: { level: 'error' },
    });
  });

  test('what could not be judged is a result, and the invocation did not succeed', () => {
    const { invocations, results } = run('run');
    expect(invocations[0].executionSuccessful).toBe(false);
    expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['input.yaml', 'input.path']);
    expect(run('release/a/1').invocations[0].executionSuccessful).toBe(true);
  });

  test('a rule that does not apply is no result and no rule of the run', () => {
    const sample = reportSample({
      verdict: 'ready',
      gates: [
        gate({
          status: 'not_applicable',
          rules: [{ code: finding.code, status: 'not_applicable', examined: 0, ground: 'said' }],
        }),
      ],
    });
    const [only] = JSON.parse(renderSarif(runOf(sample))).runs;
    expect([only.results, only.tool.driver.rules]).toEqual([[], []]);
  });

  test('a path is encoded', () => {
    const error = {
      release: null,
      code: 'input.path',
      message: 'm',
      hint: null,
      file: 'a b/ü#?.yaml',
      line: null,
      column: null,
    };
    const [only] = JSON.parse(renderSarif(reportOn({}, { releases: [], errors: [error] }))).runs;
    expect(only.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(
      'a%20b/%C3%BC%23%3F.yaml',
    );
  });
});

test('a print stays when lines move and others come, and no two are the same', () => {
  const prints = (report: CheckReport) =>
    JSON.parse(renderGitlab(report)).map((one: { fingerprint: string }) => one.fingerprint);
  const before = prints(reportOn({ findings: [finding, finding] }));
  const moved = reportOn({ findings: [{ ...finding, subject: 'a' }, finding, finding] });
  for (const one of moved.releases[0]?.gates[0]?.findings ?? []) one.line = 99;
  expect(new Set(before).size).toBe(2);
  expect(prints(moved).slice(1)).toEqual(before);
});

test('gitlab: severities, places and lines', () => {
  const found = JSON.parse(renderGitlab(everything));
  expect(
    found.map(({ severity, location }: never) => [severity, (location as { path: string }).path]),
  ).toEqual([
    ['blocker', 'releases'],
    ['major', 'a'],
    ['critical', 'releases/a/1/release.yaml'],
    ...['blocker', 'blocker', 'major', 'info', 'minor', 'info'].map((one) => [
      one,
      'releases/a/1/release.yaml',
    ]),
    ['major', 'policies/trust/root.yaml'],
    ['minor', 'policies/trust/root.yaml'],
  ]);
  for (const { location } of found) expect(location.lines.begin).toBeGreaterThan(0);
});

describe('junit', () => {
  test.each([
    ['passed', null, undefined],
    ['warned', null, undefined],
    ['failed', 'failure', 'blocked'],
    ['not_evaluated', 'failure', 'not-evaluated'],
    ['waiting', 'failure', 'waiting'],
    ['overridden', 'failure', 'overridden'],
    ['waived', 'skipped', 'waived'],
    ['retired', 'skipped', 'retired'],
    ['not_applicable', 'skipped', 'not-applicable'],
  ] as const)('a rule that is %s', (status, element, type) => {
    const rules = [{ code: finding.code, status, examined: 1, ground: 'said' as const }];
    const suites = parseXml(renderJunit(reportOn({ status, rules })));
    const [test] = walk(suites).filter(({ attributes }) => attributes.name?.startsWith(finding.code));
    expect(test?.attributes.name).toBe('inventory.artifact_digest: Every artifact has a digest');
    const outcome = test?.children.find(({ name }) => name !== 'system-out');
    expect([outcome?.name ?? null, outcome?.attributes.type]).toEqual([element, type]);
  });

  test('counts are those of the cases', () => {
    const suites = parseXml(renderJunit(everything));
    expect(suites.attributes).toEqual({
      name: 'gatehouse',
      tests: '8',
      failures: '5',
      errors: '1',
      skipped: '1',
    });
    for (const { attributes, children } of suites.children) {
      const cases = children.filter(({ name }) => name === 'testcase');
      const of = (name: string) =>
        String(cases.filter((one) => one.children.some((inner) => inner.name === name)).length);
      expect(attributes).toMatchObject({
        tests: String(cases.length),
        failures: of('failure'),
        errors: of('error'),
        skipped: of('skipped'),
      });
    }
  });

  test('a run that only reports, or previews, says so in each suite', () => {
    const all = walk(parseXml(renderJunit(everything))).filter(({ name }) => name === 'properties');
    const names = all.map(({ children }) => children.map(({ attributes }) => attributes.name));
    expect(names).toEqual(Array(4).fill(['gatehouse.verdict', 'gatehouse.report_only', 'gatehouse.preview']));
  });

  test('nothing to judge is no pass', () => {
    const { attributes } = parseXml(renderJunit(reportOn({}, { releases: [] })));
    expect(attributes).toMatchObject({ tests: '1', failures: '0', errors: '0', skipped: '1' });
  });
});

describe('github', () => {
  test('shows ten of a kind, and tells how many more there are', () => {
    const text = renderGithub(reportOn({ findings: many(40) }));
    const commands = runnerCommands(text);
    expect(commands.map(({ name }) => name)).toEqual(Array(10).fill('error'));
    const rest = '31 of 40 findings have no annotation: GitHub shows 10 of a kind.';
    expect(text.endsWith(`\n${rest}\n`)).toBe(true);
    expect(commands[0]?.data).toBe(
      `a/1: 40 findings block, the first: scorer-0 has no digest of 3 bytes\nNext: the authors mend what blocks\n${rest}`,
    );
  });

  test('escapes as the runner takes it back', () => {
    const found = { ...finding, subject: '50 %: a,b\nc' };
    expect(renderGithub(reportOn({ findings: [found] })).split('\n')[1]).toBe(
      '::error file=releases/a/1/release.yaml,line=7,col=3,title=inventory.artifact_digest (block) a/1::' +
        '50 %25: a,b c has no digest of 3 bytes%0AAdd `digest`.',
    );
  });
});

describe('markdown', () => {
  test('the first line is the verdict, the reason and who acts next; the rest is folded', () => {
    const [first, , , , ...rest] = renderMarkdown(runOf(blocked)).split('\n');
    expect(first).toBe(
      '**BLOCKED** — `a/1`: 2 findings block, the first: `scorer has no digest of 3 bytes`. **Next:** the authors mend what blocks.',
    );
    expect([rest[0], rest.at(-2)]).toEqual(['<details>', '</details>']);
  });

  test.each([
    ['5,000 findings', runOf(reportSample({ gates: [gate({ findings: many(5000) })] })), 5000],
    [
      '60 releases of 100 findings',
      runOf(...Array(60).fill(reportSample({ gates: [gate({ findings: many(100) })] }))),
      6000,
    ],
    [
      'findings of a megabyte',
      runOf(reportSample({ gates: [gate({ findings: [{ ...finding, subject: '€'.repeat(2 ** 20) }] })] })),
      1,
    ],
  ])('%s fit, and each is shown or counted', (_, report, count) => {
    const text = renderMarkdown(report);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    const { codes, counted } = readOutput('markdown', text);
    expect(counted + (codes[finding.code] ?? 0)).toBe(count);
  });

  test('3,000 releases: those without room are counted by their verdicts, the worst are shown', () => {
    const waiting: CheckReport['releases'] = Array(2999).fill(reportSample({ verdict: 'inconclusive' }));
    const text = renderMarkdown(runOf(...waiting, blocked));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    const shown = text.match(/<summary>/g)?.length ?? 0;
    expect(text).toContain('<summary>BLOCKED: <code>a/1</code></summary>');
    const left = 3000 - shown;
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      `${left} more are not shown: ${left} inconclusive. They have ${left} findings: ${left} wait.`,
    );
  });
});

test('a verdict that no finding explains is told all the same', async () => {
  const report = runOf(reportSample({ gates: [gate({ status: 'retired' })] }));
  for (const { name, load } of formats) {
    const text = (await load())(report, { color: false });
    if (name !== 'text' && name !== 'json')
      expect(readOutput(name, text).codes).toEqual({ 'verdict.blocked': 1 });
  }
});

describe('a verdict in two sentences', () => {
  const open = { ...blocked, verdict: 'inconclusive' as const, gates: [] };
  const waits = { ...finding, code: 'signoff.role_missing', severity: 'wait' as const };
  const cases: [name: string, report: CheckReport, says: string[]][] = [
    [
      'ready',
      runOf({ ...blocked, verdict: 'ready' }),
      ['a/1', 'no rule holds it up', 'whoever may merge promotes it: pnpm gate promote a/1'],
    ],
    [
      'with waivers',
      runOf({ ...blocked, verdict: 'ready-with-waivers' }),
      ['a/1', '1 finding is waived, not mended', 'whoever may merge promotes it: pnpm gate promote a/1'],
    ],
    [
      'broken glass',
      runOf(broken),
      [
        'b/1',
        '1 finding is overridden by broken glass, not mended: emmy and grace, until 2026-12-01',
        'whoever may merge promotes it; one who governs must ratify it afterwards: pnpm gate promote b/1',
      ],
    ],
    [
      'sign-offs',
      runOf(reportSample({ verdict: 'inconclusive', gates: [gate({ findings: [waits] })] })),
      [
        'a/1',
        'sign-offs are missing: risk 0/1',
        'people in the missing roles sign: pnpm gate sign a/1 --role risk',
      ],
    ],
    [
      'questions',
      runOf({ ...open, signoffs: [] }),
      [
        'a/1',
        '1 finding waits: The verdict is inconclusive, although no rule found anything: no gate says that it may go',
        'open questions are answered: security or sre: pnpm gate confirm a/1',
      ],
    ],
    ['nothing', runOf(), ['', 'no release differs from the base', 'nobody has to act']],
    [
      'governed files',
      reportOn({}, { releases: [], governance: { ...governance, verdict: 'ready' } }),
      [
        'governance/2',
        'no rule holds it up, and those who govern have signed',
        'whoever may merge promotes it: pnpm gate promote governance/2',
      ],
    ],
    [
      'an error before all',
      everything,
      ['the run as a whole', 'it could not be judged: not YAML', 'mend it, and run the gate again'],
    ],
  ];
  test.each(cases)('%s', (_, report, says) => {
    const { about, reason, next } = describeRun(report);
    const said = [
      about ?? '',
      ...[reason, next].map(({ ours, theirs }) => (theirs === null ? ours : `${ours}: ${theirs}`)),
    ];
    expect(said).toEqual(says);
  });
});
