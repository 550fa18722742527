import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../src/run.ts';
import { createHost, createTeam, signAll, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';

/** Commits the index as old versions of git and other tools wrote it, with a name in latin-1 at its root. */
function commitOddly(team: Team, message: string): void {
  const git = (args: string[], input?: Buffer) =>
    execFileSync('git', args, { cwd: team.root, env: team.env, ...(input && { input }) });
  team.git('add', '--all');
  const listed = team.git('ls-tree', '-z', team.git('write-tree')).split('\0').filter(Boolean);
  const entries = listed.map((line) => {
    const [, mode = '', , id = '', name = ''] = /^(\d+) (\w+) (\w+)\t(.*)$/.exec(line) ?? [];
    return { mode, id, name: Buffer.from(name) };
  });
  const blob = team.git('hash-object', '-w', 'README.md');
  const odd = entries
    .filter(({ name }) => !name.includes('\ufffd'))
    .concat({ mode: '100644', id: blob, name: Buffer.from('r\u00e9sum\u00e9', 'latin1') })
    .map((one) => ({ ...one, mode: one.mode.replace('100644', '100664') }))
    .sort((one, other) => Buffer.compare(keyOf(one), keyOf(other)))
    .flatMap(({ mode, name, id }) => [Buffer.from(`${mode} `), name, Buffer.of(0), Buffer.from(id, 'hex')]);
  const tree = git(['hash-object', '-w', '--literally', '-t', 'tree', '--stdin'], Buffer.concat(odd));
  const args = ['-S', '-p', 'HEAD', '-m', message];
  team.git('reset', '--quiet', '--hard', team.git('commit-tree', ...args, `${tree}`.trim()));
}

function keyOf({ mode, name }: { mode: string; name: Buffer }): Buffer {
  return mode === '040000' ? Buffer.concat([name, Buffer.from('/')]) : name;
}

function treeOf(team: Team, commit: string): string {
  const args = ['cat-file', 'tree', `${commit}^{tree}`];
  return execFileSync('git', args, { cwd: team.root, env: team.env, encoding: 'latin1' });
}

/** `main` with credit-scorer 1.0.0, and a branch of ada's that proposes 1.1.0, with odd trees on both. */
function createOddProposal(): Team {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.write('README.md', 'From the days of old\n');
  commitOddly(team, 'As it always was');
  team.git('checkout', '--quiet', '-b', 'release/credit-scorer-1.1.0');
  team.addRelease(release);
  commitOddly(team, 'Propose credit-scorer 1.1.0');
  return team;
}

test('a repository with modes of old gits, padded folders and a name in latin-1 goes all the way', async () => {
  const team = createOddProposal();
  expect(treeOf(team, 'main')).toMatch(
    /100664 README\.md[\s\S]*040000 policies[\s\S]*100664 r\u00e9sum\u00e9/,
  );
  const before = team.git('rev-parse', 'main');
  const bare = join(team.home, 'server.git');
  team.git('init', '--quiet', '--bare', '--initial-branch=main', bare);
  team.git('push', '--quiet', bare, 'main');

  expect((await team.gate('check')).code).toBe(2);
  await signAll(team);
  expect(treeOf(team, 'HEAD')).toMatch(/100664 r\u00e9sum\u00e9/);
  expect((await team.gate('check')).code).toBe(0);
  expect(await team.gate('promote', release)).toMatchObject({ code: 0, err: '' });

  team.git('push', '--quiet', bare, 'main:refs/heads/objects');
  const update = `${before} ${team.git('rev-parse', 'main')} refs/heads/main\n`;
  const outcome = { out: '', err: '' };
  const host = createHost(bare, team.env, () => new Date(team.env.GIT_COMMITTER_DATE as string), outcome);
  expect(await run(['hook', 'pre-receive'], { ...host, input: async () => update })).toBe(0);
  expect(outcome).toEqual({ out: '', err: '' });
  // What is odd came to main by itself: an audit begins behind it.
  const genesis = team.git('rev-parse', 'main^1');
  expect(await team.gate('audit', '--genesis', genesis)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/1 promoted/),
  });
  const file = join(team.home, 'bundle.json');
  expect(await team.gate('bundle', release, '--output', file)).toMatchObject({ code: 0, err: '' });
  expect(await team.gate('verify-bundle', file)).toMatchObject({ code: 0, err: '' });
});

test('in a folder that is judged a name in latin-1 is refused', async () => {
  const team = createOddProposal();
  writeFileSync(Buffer.from(join(team.root, 'releases', release, 'r\u00e9sum\u00e9.md'), 'latin1'), 'x');
  team.commit('A name that nobody can be shown');
  const { errors, verdict } = await team.check();
  expect({ errors, verdict }).toMatchObject({ errors: [{ code: 'input.path' }], verdict: 'blocked' });
});
