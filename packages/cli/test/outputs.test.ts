import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { type CheckReport, formats } from '@gatehouse/report';
import { readOutput, runnerCommands } from '@gatehouse/testing/outputs';
import { plugin as testReport } from '@gatehouse-plugin/test-report';
import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../src/exit-code.ts';
import { createProposal, createSigned, createTeam, engine, signAll, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const spec = `releases/${release}/release.yaml`;
const all = formats.map(({ name }) => name);
const outputs = all.flatMap((format) => ['--output', `${format}=gate.${format}`]);
const left = (team: Team) => readdirSync(team.root).filter((name) => name.startsWith('gate.'));

/** 1.1.0 is ready but for a rehearsal that is too old, which risk waives. */
async function createWaived(): Promise<Team> {
  const team = createProposal();
  const waiver = '{rule: rollback.rehearsal_old, reason: Soon, until: 2026-12-10, approver_role: risk}';
  team.edit(spec, (text) =>
    text.replace(/on: 2026-11-16/, 'on: 2026-01-16').replace(/^waivers: \[\]/m, `waivers:\n  - ${waiver}\n `),
  );
  team.commit('Waive it');
  await signAll(team);
  return team;
}

async function breakGlass(): Promise<Team> {
  const team = createProposal();
  for (const [person, role] of [
    ['margaret', 'sre'],
    ['emmy', 'risk'],
  ] as const) {
    team.as(person);
    const why = ['--reason', 'customers are refused by mistake', '--until', '2026-11-27'];
    await team.gate('sign', release, '--role', role, '--break-glass', ...why, '--yes');
  }
  return team;
}

function changePolicy(): Team {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'policy');
  team.edit('policies/data/quorums.yaml', (text) => text.replace('sre: 1', 'sre: 1, security: 1'));
  team.commit('Ask security too');
  return team;
}

function changeNothing(): Team {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'docs');
  team.write('docs/a.md', 'hello\n');
  team.commit('Docs');
  return team;
}

function propose(change: (text: string) => string): Team {
  const team = createProposal();
  team.edit(spec, change);
  team.commit('Change');
  return team;
}

const cases: [name: string, make: () => Team | Promise<Team>, verdict: string, code: number][] = [
  ['ready', createSigned, 'ready', 0],
  ['blocked', () => propose((text) => text.replace(/^evidence:[\s\S]*$/m, 'evidence: []\n')), 'blocked', 1],
  ['waiting', createProposal, 'inconclusive', 2],
  ['with waivers', createWaived, 'ready-with-waivers', 0],
  ['a change of governed files', changePolicy, 'blocked', 1],
  ['broken glass', breakGlass, 'break-glass', 0],
  ['nothing to judge', changeNothing, 'nothing-to-judge', 0],
  ['an error', () => propose((text) => `${text}\nnot: [closed`), 'blocked', 3],
];

describe('every output agrees with the JSON of the same run', () => {
  test.each(cases)('%s', async (_, make, verdict, code) => {
    const team = await make();
    expect(await team.gate(...outputs)).toMatchObject({ code, err: '' });
    expect(left(team).sort()).toEqual(all.map((format) => `gate.${format}`).sort());
    const read = (format: string) => readFileSync(join(team.root, `gate.${format}`), 'utf8');
    const report = JSON.parse(read('json')) as CheckReport;
    const codes = tally(report);
    const found = Object.values(codes).reduce((sum, one) => sum + one, 0);
    expect(report.verdict).toBe(verdict);
    for (const format of ['sarif', 'junit', 'html', 'markdown'])
      expect([format, readOutput(format, read(format))]).toEqual([format, { verdict, codes, counted: 0 }]);
    expect(readOutput('gitlab', read('gitlab'))).toEqual({ verdict: null, codes, counted: 0 });
    const annotated = readOutput('github', read('github'));
    expect(annotated.verdict).toBe(verdict);
    expect(annotated.counted + Object.values(annotated.codes).reduce((sum, one) => sum + one, 0)).toBe(found);
    expect(codes).toMatchObject(
      Object.fromEntries(Object.keys(annotated.codes).map((one) => [one, codes[one]])),
    );
    const kinds = runnerCommands(read('github')).map(({ name }) => name);
    for (const kind of ['error', 'warning', 'notice'])
      expect(kinds.filter((one) => one === kind).length).toBeLessThanOrEqual(10);
    expect(read('text')).toContain(verdict.toUpperCase().replaceAll('-', ' '));
    await readByOurselves(team, report, read('junit'));
  });
});

/** How often each code is told, by the report alone. */
function tally({ errors, unsettled = [], releases, governance }: CheckReport): Record<string, number> {
  const told = [
    ...errors,
    ...unsettled,
    ...releases.flatMap(({ gates }) => gates.flatMap(({ findings }) => findings)),
    ...(governance?.findings ?? []),
  ];
  const counts: Record<string, number> = {};
  for (const { code } of told) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

// Our own reader of test reports finds no pass where the gate says no, and no contradiction between counts and cases.
async function readByOurselves(
  team: Team,
  { verdict, releases, governance }: CheckReport,
  text: string,
): Promise<void> {
  writeFileSync(join(team.home, 'junit.xml'), text);
  const { measurements, details } = await measureFixture(testReport, { reports: ['junit.xml'] }, team.home);
  const value = (name: string) => measurements.find(({ metric }) => metric === name)?.value ?? 0;
  const mayGo = ['ready', 'ready-with-waivers', 'nothing-to-judge'].includes(verdict);
  expect(value('failed') + value('errored') > 0).toBe(!mayGo);
  const rules = [
    ...releases.flatMap(({ gates }) => gates.flatMap((gate) => gate.rules)),
    ...(governance?.rules ?? []),
  ];
  expect(value('passed')).toBe(rules.filter(({ status }) => ['passed', 'warned'].includes(status)).length);
  expect(details).not.toHaveProperty('count_mismatches');
}

describe('a run that fails leaves no older report', () => {
  const failing: [name: string, args: string[], code: number][] = [
    ['an unknown release', ['scorer'], 3],
    ['an unknown commit', ['--head', 'nowhere'], 3],
    ['a contradiction', ['--worktree', '--head', 'HEAD'], 3],
    ['an unknown format beside it', ['--output', 'xml=other'], 3],
    ['the same file again', ['--output', 'html=./gate.json'], 3],
    ['an unknown reason to fail', ['--fail-on', 'everything'], 3],
    ['an unknown option', ['--workree'], 3],
    ['what is printed is unknown', ['--format', 'xml'], 3],
  ];
  test.each(failing)('%s', async (_, args, code) => {
    const team = createProposal();
    team.write('gate.json', '{"verdict": "ready"}');
    expect((await team.gate('check', '--output', 'json=gate.json', ...args)).code).toBe(code);
    expect(left(team)).toEqual([]);
  });

  test('nor does a command that is mistyped, or an option without its value', async () => {
    const team = createProposal();
    for (const args of [
      ['chekc', '--output', 'json=gate.json'],
      ['--output=json=gate.json', '--base'],
    ]) {
      team.write('gate.json', '{"verdict": "ready"}');
      expect((await team.gate(...args)).code).toBe(3);
      expect(left(team)).toEqual([]);
    }
  });

  test.skipIf(!existsSync('/dev/full'))('and one that cannot write leaves none at all', async () => {
    const team = createProposal();
    const { code, err } = await team.gate(
      '--output',
      'json=gate.json',
      '--output',
      'html=gate.html',
      ...spoil(team),
    );
    expect([code, err]).toEqual([3, expect.stringContaining('could not be written')]);
    expect(left(team)).toEqual([]);
  });

  // A stream that takes nothing: known for a stream before, refused when it is written to.
  function spoil(team: Team): string[] {
    symlinkSync('/dev/full', join(team.root, 'full'));
    return ['--output', 'sarif=full'];
  }
});

describe('where an output may go', () => {
  test('not through a link, which the branch may have brought', async () => {
    const team = createProposal();
    writeFileSync(join(team.home, 'private'), 'mine');
    symlinkSync(join(team.home, 'private'), join(team.root, 'gate.json'));
    const { code, err } = await team.gate('--output', 'json=gate.json');
    expect([code, err]).toEqual([
      3,
      expect.stringMatching(/gate\.json is a link usage\.value[\s\S]*→ Name the file itself/),
    ]);
    expect(readFileSync(join(team.home, 'private'), 'utf8')).toBe('mine');
  });

  test('over what a killed run left beside it', async () => {
    const team = createProposal();
    team.write('gate.json.gatehouse-new', 'half');
    expect((await team.gate('--output', 'json=gate.json')).code).toBe(2);
    expect(left(team)).toEqual(['gate.json']);
  });

  test('into a folder of any name, and to the screen', async () => {
    const team = createProposal();
    mkdirSync(join(team.home, 'a=b'));
    const file = join(team.home, 'a=b', 'gate.json');
    const { out } = await team.gate('--format', 'github', '--output', `json=${file}`, '--output', 'gitlab=-');
    expect(existsSync(file)).toBe(true);
    expect(out).toMatch(/^::warning title=Gatehouse%3A INCONCLUSIVE::[\s\S]*\n\[\n/);
  });
});

describe('--fail-on only adds', () => {
  const asked = [['blocked'], ['waiting'], ['waiver'], ['glass'], ['waiver', 'glass']];
  const codes: Record<string, number[]> = {
    ready: [0, 0, 0, 0, 0],
    blocked: [1, 1, 1, 1, 1],
    waiting: [2, 1, 2, 2, 2],
    'with waivers': [0, 0, 1, 0, 1],
    'broken glass': [0, 0, 0, 1, 1],
    'an error': [3, 3, 3, 3, 3],
    'nothing to judge': [0, 0, 0, 0, 0],
  };
  test.each(cases.filter(([name]) => name in codes))('%s', async (name, make) => {
    const team = await make();
    const found = [];
    for (const words of asked)
      found.push((await team.gate(...words.flatMap((word) => ['--fail-on', word]))).code);
    expect(found).toEqual(codes[name]);
  });
});

test('a waiver that lifts something fails also while the release waits', async () => {
  const report = await createProposal().check();
  const waiver = { state: 'used' } as CheckReport['releases'][number]['waivers'][number];
  const waived = { ...report, releases: report.releases.map((one) => ({ ...one, waivers: [waiver] })) };
  expect([exitCodeOf(waived), exitCodeOf(waived, ['glass']), exitCodeOf(waived, ['waiver'])]).toEqual([
    2, 2, 1,
  ]);
});

describe('the page on outputs', () => {
  const page = readFileSync(join(engine, 'docs/outputs.md'), 'utf8');
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, text]) => text as string);
  const commands = blocks.map((text) => text.replaceAll('\\\n', ' ').trim());

  test('names every format', () => {
    expect([...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)).toEqual(all);
  });

  test.each(commands)('%s', async (command) => {
    const team = createProposal();
    const words: Record<string, string> = {
      $BASE: team.git('rev-parse', 'main'),
      $HEAD: team.git('rev-parse', 'HEAD'),
      $GITHUB_STEP_SUMMARY: join(team.home, 'summary.md'),
    };
    const args = command
      .replace(/^pnpm gate /, '')
      .replace(/\$\w+/g, (name) => words[name] ?? name)
      .replaceAll('"', '')
      .split(/\s+/);
    expect(await team.gate(...args)).toMatchObject({ code: 2, err: '' });
    const files = args.flatMap((word) => /^\w+=(.+)$/.exec(word)?.[1] ?? []);
    for (const file of files) expect(existsSync(resolve(team.root, file))).toBe(true);
  });
});
