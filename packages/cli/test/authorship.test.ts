import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { CheckReport } from '@gatehouse/report';
import { formatSignoffMessage } from '@gatehouse/signoff';
import { expect, test } from 'vitest';
import { createProposal, createTeam, signAll, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const folder = `releases/${release}`;
const reasons = (report: CheckReport) =>
  report.releases[0]?.candidates.map(({ principal, reason }) => `${principal}: ${reason}`).sort();
const codes = (report: CheckReport) =>
  report.releases[0]?.gates.flatMap(({ findings }) => findings).map(({ code }) => code);

const sign = (team: Team, person: string, role: string, ...more: string[]) => {
  team.as(person);
  return team.gate('sign', release, '--role', role, '--yes', ...more);
};

/** The proposal, with a commit of bjarne's that names somebody as an author too. */
function createNamed(person: string): { team: Team; commit: string } {
  const team = createProposal();
  team.as('bjarne');
  team.write(`${folder}/notes.txt`, 'a note\n');
  return { team, commit: team.commit(`A note\n\nCo-authored-by: X <${person}@example.org>`) };
}

/** Commits what is staged, in bytes that git itself would not write; signed with the key of `by` unless it is null. */
function commitRaw(team: Team, change: (text: string) => string, by: string | null): void {
  const options = { cwd: team.root, env: team.env, stdio: 'pipe' as const };
  const plain = team.git('commit-tree', '-p', 'HEAD', '-m', 'A note', team.git('write-tree'));
  const payload = change(execFileSync('git', ['cat-file', 'commit', plain], options).toString('latin1'));
  const input = Buffer.from(payload, 'latin1');
  const keygen = ['-q', '-Y', 'sign', '-n', 'git', '-f', join(team.home, 'keys', `${by}`)];
  const armour = by === null ? '' : execFileSync('ssh-keygen', keygen, { ...options, input }).toString();
  const header = armour && `\ngpgsig ${armour.trimEnd().replaceAll('\n', '\n ')}`;
  const signed = Buffer.from(payload.replace('\n\n', `${header}\n\n`), 'latin1');
  const write = ['hash-object', '-w', '-t', 'commit', '--literally', '--stdin'];
  const id = execFileSync('git', write, { ...options, input: signed })
    .toString()
    .trim();
  team.git('reset', '--quiet', '--hard', id);
}

test('a line Co-authored-by shuts nobody out who denies it under their own key', async () => {
  const { team, commit } = createNamed('katherine');
  expect(codes(await team.check())).toContain('signoff.role_unheld');
  const told = await sign(team, 'katherine', 'product');
  expect(told).toMatchObject({ code: 3, err: expect.stringMatching(/refused\.role/) });
  expect(told.err).toMatch(new RegExp(`commit ${commit.slice(0, 10)} names katherine[\\s\\S]*--not-author`));
  expect(team.git('rev-parse', 'HEAD')).toBe(commit);

  expect(await sign(team, 'katherine', 'product', '--not-author')).toMatchObject({ code: 0, err: '' });
  expect(team.git('log', '-1', '--format=%B')).toMatch(/^Gatehouse-Denies: authorship$/m);
  const denial = `katherine has signed, and denies being an author, which commit ${commit.slice(0, 10)} says`;
  expect(await sign(team, 'margaret', 'sre')).toMatchObject({
    code: 0,
    out: expect.stringContaining(denial),
  });
  expect((await sign(team, 'emmy', 'risk')).code).toBe(0);
  expect(codes(await team.check())).not.toContain('signoff.role_unheld');
  expect((await team.gate('signoffs', release)).out).toMatch(/katherine as product, denies being an author/);
  expect((await team.gate('promote', release)).code).toBe(0);
  expect((await team.gate('audit')).code).toBe(0);
});

test('a sign-off without the denial does not count, and says why', async () => {
  const { team } = createNamed('katherine');
  const { digest } = (await team.check()).releases[0] as { digest: string };
  const said = {
    release,
    role: 'product',
    decision: 'approve',
    project: 'test',
    target: 'main',
    digest,
    root: 1,
  } as const;
  team.as('katherine');
  team.git(
    'commit',
    '--quiet',
    '--allow-empty',
    '-S',
    '--cleanup=verbatim',
    '-m',
    formatSignoffMessage(said),
  );
  expect(reasons(await team.check())).toEqual(['katherine: named-author']);
  expect((await team.gate('signoffs', release)).out).toMatch(/names the signer[\s\S]*gate sign --not-author/);
});

test('whose key signed a commit of it cannot deny that', async () => {
  const { team } = createNamed('ada');
  const head = team.git('rev-parse', 'HEAD');
  for (const person of ['ada', 'bjarne']) {
    for (const more of [[], ['--not-author']]) {
      expect(await sign(team, person, 'engineer', ...more)).toMatchObject({
        code: 3,
        err: expect.stringMatching(/wrote this release/),
      });
    }
  }
  expect(team.git('rev-parse', 'HEAD')).toBe(head);
  const { digest } = (await team.check()).releases[0] as { digest: string };
  const said = {
    release,
    role: 'engineer',
    decision: 'approve',
    project: 'test',
    target: 'main',
    digest,
    root: 1,
  } as const;
  team.as('ada');
  const message = formatSignoffMessage({ ...said, denies: 'authorship' });
  team.git('commit', '--quiet', '--allow-empty', '-S', '--cleanup=verbatim', '-m', message);
  expect(reasons(await team.check())).toEqual(['ada: author']);
});

test('a denial of what nobody says, and one in a withdrawal, are refused', async () => {
  const { team } = createNamed('katherine');
  const head = team.git('rev-parse', 'HEAD');
  expect(await sign(team, 'margaret', 'sre', '--not-author')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/usage\.value/),
  });
  expect((await sign(team, 'katherine', 'product', '--withdraw', '--not-author')).code).toBe(3);
  expect(team.git('rev-parse', 'HEAD')).toBe(head);
  expect((await sign(team, 'katherine', 'product', '--withdraw')).code).toBe(0);
});

test('a forged signature that names a key makes nobody an author', async () => {
  const team = createProposal();
  team.as('katherine');
  team.git('commit', '--quiet', '--allow-empty', '-S', '-m', 'Of another thing');
  const [stolen = ''] = /\ngpgsig [^\n]*(\n [^\n]*)*/.exec(team.git('cat-file', 'commit', 'HEAD')) ?? [];
  team.git('reset', '--quiet', '--hard', 'HEAD~1');
  team.as('bjarne');
  team.write(`${folder}/notes.txt`, 'a note\n');
  team.git('add', '--all');
  commitRaw(team, (text) => text.replace('\n\n', `${stolen}\n\n`), null);
  expect(codes(await team.check())).toContain('signoff.commit_unsigned');
  expect((await sign(team, 'katherine', 'product')).err).toMatch(/names katherine/);
  expect((await sign(team, 'katherine', 'product', '--not-author')).code).toBe(0);
  expect(reasons(await team.check())).toEqual(['katherine: counted']);
});

test.each<[string, (text: string) => string]>([
  ['carriage returns in its message', (text) => text.replace('A note', 'A note\r\n\r\nby Windows\r')],
  ['a change-id of jj', (text) => text.replace('\n\n', '\nchange-id kzmopqrstuvwxyzklmnopqrstuvwxyzk\n\n')],
  ['a message in latin-1', (text) => text.replace('\n\n', '\nencoding ISO-8859-1\n\n\u00dcber ')],
])('at the tier high a signed commit with %s is signed, and goes all the way', async (_name, change) => {
  const team = createProposal();
  team.write(`${folder}/notes.txt`, 'a note\n');
  team.git('add', '--all');
  commitRaw(team, change, 'ada');
  expect(codes(await team.check())).not.toContain('signoff.commit_unsigned');
  await signAll(team);
  expect((await team.gate('promote', release)).code).toBe(0);
  // In the same bytes with a key that nobody vouches for, it is nobody's.
  const other = createProposal();
  other.as('mallory');
  other.write(`${folder}/notes.txt`, 'a note\n');
  other.git('add', '--all');
  commitRaw(other, change, 'mallory');
  expect(codes(await other.check())).toContain('signoff.commit_unsigned');
});

test('who is named as an author of a change of policies denies it; who is not has nothing to deny', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'policy');
  team.edit('policies/data/quorums.yaml', (text) => text.replace('sre: 1', 'sre: 1, security: 1'));
  expect((await team.gate('trust', 'bump')).code).toBe(0);
  const plain = team.commit('Ask security too');
  const govern = (...more: string[]) =>
    team.gate('sign', 'governance/2', '--role', 'governance', '--yes', ...more);
  team.as('hypatia');
  expect(await govern('--not-author')).toMatchObject({ code: 3, err: expect.stringMatching(/usage\.value/) });
  team.as('ada');
  team.git('commit', '--quiet', '--amend', '-m', 'Ask\n\nCo-authored-by: X <hypatia@example.org>');
  expect(team.git('rev-parse', 'HEAD')).not.toBe(plain);
  team.as('hypatia');
  expect(await govern()).toMatchObject({
    code: 3,
    err: expect.stringMatching(/names hypatia[\s\S]*--not-author/),
  });
  expect(await govern('--not-author')).toMatchObject({ code: 0, err: '' });
  expect((await team.gate('promote', 'governance/2')).code).toBe(0);
  expect((await team.gate('audit')).code).toBe(0);
});

test('who governs denies authorship of what broken glass let go', async () => {
  const { team } = createNamed('hypatia');
  const glass = ['--break-glass', '--reason', 'an outage', '--until', '2026-11-27'];
  expect((await sign(team, 'margaret', 'sre', ...glass)).code).toBe(0);
  expect((await sign(team, 'emmy', 'risk', ...glass)).code).toBe(0);
  team.as('ada');
  expect((await team.gate('promote', release)).code).toBe(0);

  team.git('checkout', '--quiet', '-b', 'ratify', 'main');
  expect(await sign(team, 'hypatia', 'governance', '--ratify')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/names hypatia[\s\S]*--not-author/),
  });
  expect((await sign(team, 'hypatia', 'governance', '--ratify', '--not-author')).code).toBe(0);
  team.as('ada');
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Ratify', 'ratify');
  expect((await team.gate('audit')).out).toMatch(/ratified by hypatia/);
});
