import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { startGate, wrapGit } from './process.ts';
import { createProposal, createSigned, signAll, type Team } from './team.ts';

const first = 'credit-scorer/1.1.0';
const second = 'credit-scorer/1.2.0';

/** A `git` that moves a ref only once two processes are about to: all that each of them looked at is of before. */
function bothBeforeMoving(team: Team): Record<string, string> {
  const folder = wrapGit(
    team,
    'together',
    `case "$*" in *update-ref*)`,
    `  touch "${team.home}/together/$$"; tries=0`,
    `  while [ "$(ls "${team.home}/together" | wc -l)" -lt 3 ] && [ $tries -lt 400 ]; do`,
    '    sleep 0.05; tries=$((tries + 1))',
    '  done;;',
    'esac',
  );
  return { PATH: `${folder}:${team.env.PATH}` };
}

/** A second release beside the first, on a branch of its own from main. */
function proposeSecond(team: Team): void {
  team.git('checkout', '--quiet', '-b', 'second', 'main');
  team.addRelease(first);
  team.git('add', '--all');
  team.git('mv', `releases/${first}`, `releases/${second}`);
  team.edit(`releases/${second}/release.yaml`, (text) => text.replace('version: 1.1.0', 'version: 1.2.0'));
  team.commit('Propose credit-scorer 1.2.0');
}

function withoutEvidence(team: Team, release: string): void {
  rmSync(join(team.root, 'releases', release, 'evidence'), { recursive: true, force: true });
  team.edit(`releases/${release}/release.yaml`, (text) => text.replace(/^evidence:[\s\S]*$/m, ''));
}

/** The ids of the entries, each of which pins the bytes that lie there. */
function pinned(team: Team, release: string): string[] {
  const folder = `releases/${release}`;
  const entries: { id: string; digest: string }[] = parse(team.read(`${folder}/release.yaml`)).evidence;
  for (const { id, digest } of entries) {
    const bytes = team.read(`${folder}/evidence/${id}.json`);
    expect(digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  }
  return entries.map(({ id }) => id).sort();
}

/** What lies around while evidence is written. */
function litter(team: Team, release: string): string[] {
  const names = ['.', 'evidence'].flatMap((name) => readdirSync(join(team.root, 'releases', release, name)));
  return names.filter((name) => /^\.|gatehouse-new$/.test(name));
}

test('of two promotions at once one wins, and the other leaves everything as it was', async () => {
  const team = await createSigned();
  const branch = team.git('branch', '--show-current');
  proposeSecond(team);
  await signAll(team, second);
  team.as('ada');
  team.git('checkout', '--quiet', branch);
  const other = join(team.home, 'other');
  team.git('worktree', 'add', '--quiet', other, 'second');
  const before = team.git('rev-parse', 'main');
  const env = bothBeforeMoving(team);
  const promotions = [
    startGate(team, ['promote', first], { env }),
    startGate(team, ['promote', second], { cwd: other, env }),
  ];
  const outcomes = await Promise.all(promotions.map(({ ended }) => ended));
  expect(outcomes.map(({ code }) => code).sort()).toEqual([0, 1]);
  expect(outcomes.find(({ code }) => code === 1)).toMatchObject({
    out: '',
    err: expect.stringMatching(/main has moved[\s\S]*refused\.not_ready/),
  });
  expect(team.git('rev-parse', 'main^')).toBe(before);
  expect(team.git('log', '-1', '--format=%s', 'main')).toMatch(/^Promote credit-scorer/);
  const [winner, loser] = outcomes[0]?.code === 0 ? [team.root, other] : [other, team.root];
  expect(team.git('-C', winner, 'branch', '--show-current')).toBe('main');
  expect(team.git('-C', loser, 'branch', '--show-current')).not.toBe('main');
  for (const folder of [winner, loser]) expect(team.git('-C', folder, 'status', '--porcelain')).toBe('');
  expect((await team.gate('audit')).code).toBe(0);
}, 120_000);

test('of two sign-offs at once in one clone none is lost: one is told to try again', async () => {
  const team = createProposal();
  const before = team.git('rev-parse', 'HEAD');
  const together = bothBeforeMoving(team);
  const sign = (person: string, role: string, more: Record<string, string>) => {
    const values = [`${team.home}/keys/${person}.pub`, person, `${person}@example.org`];
    const env: Record<string, string> = { ...more, GIT_CONFIG_COUNT: '3' };
    for (const [index, key] of ['user.signingkey', 'user.name', 'user.email'].entries()) {
      env[`GIT_CONFIG_KEY_${index}`] = key;
      env[`GIT_CONFIG_VALUE_${index}`] = values[index] as string;
    }
    return startGate(team, ['sign', first, '--role', role, '--yes'], { env }).ended;
  };
  const seats = [
    ['katherine', 'product'],
    ['emmy', 'risk'],
  ] as const;
  const outcomes = await Promise.all(seats.map(([person, role]) => sign(person, role, together)));
  expect(outcomes.map(({ code }) => code).sort()).toEqual([0, 3]);
  const late = outcomes.findIndex(({ code }) => code === 3);
  expect(outcomes[late]?.err).toMatch(/refused\.locked/);
  expect(team.git('rev-parse', 'HEAD^')).toBe(before);
  const [person, role] = seats[late] as (typeof seats)[number];
  expect(await sign(person, role, {})).toMatchObject({ code: 0 });
  const [release] = (await team.check()).releases;
  expect(release?.candidates.map(({ principal, counted }) => `${principal} ${counted}`).sort()).toEqual([
    'emmy true',
    'katherine true',
  ]);
}, 120_000);

test('validations at once, of one release and of another, lose nothing of each other', async () => {
  const team = createProposal();
  team.git('checkout', '--quiet', '-b', 'both');
  team.git('mv', `releases/${first}`, `releases/${second}`);
  team.edit(`releases/${second}/release.yaml`, (text) => text.replace('version: 1.1.0', 'version: 1.2.0'));
  team.addRelease(first);
  team.commit('Propose both');
  for (const release of [first, second]) withoutEvidence(team, release);
  const runs = [
    ['validate', first, '--only', 'tests', '--only', 'performance'],
    ['validate', first, '--only', 'tests'],
    ['validate', second, '--only', 'tests'],
  ].map((args) => startGate(team, args).ended);
  for (const { code, err } of await Promise.all(runs)) expect({ code, err }).toMatchObject({ code: 0 });
  expect(pinned(team, first)).toEqual(['performance', 'tests']);
  expect(pinned(team, second)).toEqual(['tests']);
  for (const release of [first, second]) expect(litter(team, release)).toEqual([]);
  const again = await team.gate('validate', first, second, '--only', 'tests');
  expect(again.out).toMatch(/^0 measured, 2 unchanged/);
}, 120_000);

test('a branch that is checked out while another is measured gets no evidence of it', async () => {
  const team = createProposal();
  const branch = team.git('branch', '--show-current');
  team.git('checkout', '--quiet', '-b', 'other');
  team.write(`releases/${first}/notes.txt`, 'of the other branch\n');
  team.commit('Another proposal');
  team.git('checkout', '--quiet', branch);
  // Which branch it is, is asked before anything is measured, and again before anything is written.
  const folder = wrapGit(
    team,
    'switching',
    `case "$*" in *"rev-parse --symbolic-full-name HEAD"*) mkdir "${team.home}/first" 2>/dev/null || "$GIT" checkout -q other;; esac`,
  );
  const env = { PATH: `${folder}:${team.env.PATH}` };
  const { code, err } = await startGate(team, ['validate', first, '--again', '--only', 'tests'], { env })
    .ended;
  expect({ code, err }).toMatchObject({ code: 3, err: expect.stringMatching(/input\.changed/) });
  expect([team.git('branch', '--show-current'), team.git('status', '--porcelain')]).toEqual(['other', '']);
}, 120_000);

test('a validation that is edited while it is measured gets no evidence of what it was', async () => {
  const team = createProposal();
  const before = pinned(team, first);
  const folder = wrapGit(
    team,
    'editing',
    `case "$*" in *"rev-parse --symbolic-full-name HEAD"*) mkdir "${team.home}/first" 2>/dev/null ||`,
    `  sed -i '/unit: .reports.unit.xml./d' "${team.root}/releases/${first}/release.yaml";; esac`,
  );
  const env = { PATH: `${folder}:${team.env.PATH}` };
  expect(team.read(`releases/${first}/release.yaml`)).toMatch('      unit: [reports/unit.xml]\n');
  const { code, err } = await startGate(team, ['validate', first, '--again', '--only', 'tests'], { env })
    .ended;
  expect({ code, err }).toMatchObject({ code: 3, err: expect.stringMatching(/input\.changed/) });
  expect(pinned(team, first)).toEqual(before);
}, 120_000);

test('what a killed validation leaves is cleared by the next', async () => {
  const team = createProposal();
  withoutEvidence(team, first);
  const args = ['validate', first, '--only', 'tests'];
  const { child, ended } = startGate(team, args);
  while (!existsSync(join(team.root, `releases/${first}/evidence`))) await setTimeout(2);
  child.kill('SIGKILL');
  await ended;
  expect(await startGate(team, args).ended).toMatchObject({ code: 0 });
  expect(pinned(team, first)).toEqual(['tests']);
  expect(litter(team, first)).toEqual([]);
}, 120_000);

test('and where it was killed once all was written, although nothing is left to measure', async () => {
  const team = createProposal();
  expect(await team.gate('validate', first, '--only', 'tests')).toMatchObject({ code: 0 });
  const { pid } = spawnSync(process.execPath, ['--version']);
  const owner = { token: 'gone', pid, host: hostname() };
  writeFileSync(join(team.root, `releases/${first}/.evidence.lock`), JSON.stringify(owner));
  const said = await team.gate('validate', first, '--only', 'tests');
  expect(said).toMatchObject({ code: 0, err: expect.stringContaining('tests: unchanged') });
  expect(litter(team, first)).toEqual([]);
}, 120_000);
