import { symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTeam, type Team } from './team.ts';

const file = 'releases/credit-scorer/1.0.0/release.yaml';
const replace = (team: Team, pattern: RegExp, by: string) =>
  team.edit(file, (text) => text.replace(pattern, by));

describe('a release that can not be read gives its place and a remedy, and exit 3', () => {
  const cases: [name: string, change: (team: Team) => void, code: string, place: object][] = [
    [
      'broken YAML',
      (team) => replace(team, /^owner:/m, 'owner: {team: ['),
      'input.yaml',
      { file, line: expect.any(Number) },
    ],
    [
      'an alias bomb',
      (team) => replace(team, /^summary:/m, 'a: &a [1, 2]\nb: [*a, *a]\nsummary:'),
      'input.yaml',
      { file, line: expect.any(Number) },
    ],
    [
      'a key twice',
      (team) => replace(team, /^summary:/m, 'summary: one\nsummary:'),
      'input.yaml',
      { file, line: expect.any(Number) },
    ],
    [
      'a wrong type',
      (team) => replace(team, /^tier: .*$/m, 'tier: 3'),
      'input.schema',
      { file, line: expect.any(Number), column: expect.any(Number) },
    ],
    [
      'an unknown field',
      (team) => replace(team, /^summary:/m, 'sumary: x\nsummary:'),
      'input.schema',
      { file, line: expect.any(Number) },
    ],
    ['a missing field', (team) => replace(team, /^tier: .*$/m, ''), 'input.schema', { file }],
    [
      'another name than its folder',
      (team) => replace(team, /^name: .*$/m, 'name: other'),
      'input.release_path',
      { file, line: expect.any(Number) },
    ],
    [
      'a path that leaves the repository',
      (team) => replace(team, /path: model\/.*$/m, 'path: ../../../../etc/passwd'),
      'input.path',
      { file, line: expect.any(Number) },
    ],
    [
      'an absolute path',
      (team) => replace(team, /path: model\/.*$/m, 'path: /etc/passwd'),
      'input.schema',
      { file, line: expect.any(Number) },
    ],
    [
      'bytes that are not text',
      (team) => writeFileSync(join(team.root, file), Buffer.from([0xff, 0xfe, 0x00])),
      'input.not_utf8',
      { file },
    ],
    [
      'a file that is too large',
      (team) => replace(team, /^summary:/m, `#${'x'.repeat(1_100_000)}\nsummary:`),
      'input.too_large',
      { file },
    ],
    ['an empty file', (team) => team.write(file, ''), 'input.schema', { file }],
    [
      'a link instead of a file',
      (team) => {
        unlinkSync(join(team.root, file));
        symlinkSync('/etc/passwd', join(team.root, file));
      },
      'input.path',
      { file },
    ],
  ];
  test.each(cases)('%s', async (_, change, code, place) => {
    const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
    team.git('checkout', '--quiet', '-b', 'bad');
    change(team);
    team.commit('Bad');
    for (const args of [[], ['--worktree']]) {
      const report = await team.check(...args);
      expect(report.errors[0]).toMatchObject({ release: 'credit-scorer/1.0.0', code, ...place });
      expect(report.verdict).toBe('blocked');
      expect((await team.gate(...args)).code).toBe(3);
    }
    // `validate` opens what its plugins read, and nothing else: a wrong path elsewhere is not its business.
    const status = team.git('status', '--porcelain');
    const measured = code === 'input.path' ? [0, 3] : [3];
    expect(measured).toContain((await team.gate('validate', 'credit-scorer/1.0.0')).code);
    expect(team.git('status', '--porcelain')).toBe(status);
  });
});

test('one broken release does not hide the others', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0', 'tumour-triage/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'bad');
  replace(team, /^tier: .*$/m, 'tier: 3');
  team.commit('Bad');
  const report = await team.check('--all');
  expect(report.releases.map(({ release }) => release)).toEqual(['tumour-triage/1.0.0']);
  expect(report.errors.map(({ release }) => release)).toEqual(['credit-scorer/1.0.0']);
});

test('a shallow clone is refused with the way to mend it', async () => {
  const team = createTeam();
  team.commit('Another');
  team.git('clone', '--quiet', '--depth=1', `file://${team.root}`, `${team.home}/shallow`);
  expect(await team.gate('--repo', `${team.home}/shallow`)).toMatchObject({
    code: 3,
    err: expect.stringMatching(/config\.shallow[\s\S]*--unshallow/),
  });
});

test('a base that does not exist, or that looks like an option', async () => {
  const team = createTeam();
  expect(await team.gate('--base', 'nowhere')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/git\.ref/),
  });
  expect(await team.gate('--base', '--all')).toMatchObject({ code: 3 });
});

test('a release in the wrong place, or behind a link, does not slip by', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'bad');
  team.write('releases/other/release.yaml', team.read(file));
  symlinkSync('credit-scorer', join(team.root, 'releases/linked'));
  team.commit('Misplaced');
  for (const args of [[], ['--worktree']]) {
    const report = await team.check(...args);
    expect(report.verdict).toBe('blocked');
    expect(report.errors.map((error) => [error.code, error.file]).sort()).toEqual([
      ['input.release_path', 'releases/linked'],
      ['input.release_path', 'releases/other/release.yaml'],
    ]);
    expect((await team.gate(...args)).code).toBe(3);
  }
});

test('a run over every release that finds none has not passed', async () => {
  const team = createTeam();
  const refused = { code: 3, out: '', err: expect.stringMatching(/input\.missing/) };
  expect(await team.gate()).toMatchObject(refused);
  team.git('checkout', '--quiet', '-b', 'docs');
  team.write('docs/a.md', 'x\n');
  team.commit('Docs');
  expect(await team.gate('--all')).toMatchObject(refused);
});
