import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wrapGit } from './process.ts';
import { createProposal, createSigned, createTeam, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const sign = ['sign', release, '--role', 'product', '--yes'];

/** All that a command could have changed: refs, HEAD, index and files. */
function state(team: Team): string {
  const head = team.git('rev-parse', '--symbolic-full-name', 'HEAD');
  return [team.git('for-each-ref'), head, team.git('status', '--porcelain')].join('\n');
}

/** Hooks of every kind: one that changes the message as Gerrit's does, all others refuse. Each leaves a trace. */
function addHooks(team: Team): string {
  const traces = join(team.home, 'traces');
  const folder = join(team.home, 'hooks');
  mkdirSync(folder);
  const changeId = 'echo >> "$1"; echo "Change-Id: I0123456789abcdef0123456789abcdef01234567" >> "$1"';
  const refusing = ['pre-commit', 'pre-merge-commit', 'post-commit', 'post-checkout', 'post-merge'];
  for (const hook of [...refusing, 'reference-transaction', 'post-index-change']) add(hook, 'exit 1');
  for (const hook of ['commit-msg', 'prepare-commit-msg']) add(hook, changeId);
  team.git('config', 'core.hooksPath', folder);
  return traces;

  function add(hook: string, ends: string): void {
    writeFileSync(join(folder, hook), `#!/bin/sh\necho ${hook} >> '${traces}'\n${ends}\n`);
    chmodSync(join(folder, hook), 0o755);
  }
}

function configure(team: Team): void {
  for (const [key, value] of [
    ['i18n.commitEncoding', 'ISO-8859-1'],
    ['commit.template', join(team.home, 'template')],
    ['commit.cleanup', 'scissors'],
    ['commit.verbose', '2'],
    ['core.editor', 'false'],
    ['core.commentChar', 'G'],
    ['merge.ff', 'only'],
    ['merge.verifySignatures', 'true'],
    ['core.fsmonitor', join(team.home, 'hooks/pre-commit')],
  ] as const) {
    team.git('config', key, value);
  }
  Object.assign(team.env, {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'i18n.commitEncoding',
    GIT_CONFIG_VALUE_0: 'UTF-16',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_EDITOR: 'false',
    EDITOR: 'false',
    PREFIX: '/usr',
    GIT_TEMPLATE_DIR: team.home,
  });
}

/** git still names the key of the person, and signs with another one. */
function signAs(team: Team, other: string): void {
  const program = join(team.home, 'sign-as');
  const key = join(team.home, 'keys', other);
  const lines = ['#!/bin/sh', 'for file; do :; done', `exec ssh-keygen -Y sign -n git -f '${key}' "$file"`];
  writeFileSync(program, `${lines.join('\n')}\n`, { mode: 0o755 });
  team.git('config', 'gpg.ssh.program', program);
}

/** Other people, at a bad moment: a shell script that runs once, right before the first git whose arguments match. */
function interrupt(team: Team, pattern: string, script: string): void {
  const once = join(team.home, 'interrupted/once');
  const folder = wrapGit(
    team,
    'interrupted',
    `case "$*" in ${pattern}) if mkdir '${once}' 2>/dev/null; then ${script}; fi;; esac`,
  );
  team.env.PATH = `${folder}:${team.env.PATH}`;
}

test('a sign-off and a promotion are the same whatever hooks, configuration and environment there are', async () => {
  const team = createProposal();
  const traces = addHooks(team);
  const before = team.git('rev-parse', 'HEAD');
  configure(team);
  for (const [person, role] of [
    ['katherine', 'product'],
    ['margaret', 'sre'],
    ['emmy', 'risk'],
  ] as const) {
    team.as(person);
    expect(await team.gate('sign', release, '--role', role, '--yes')).toMatchObject({ code: 0, err: '' });
  }
  const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: team.root, encoding: 'utf8' }).trim();
  const commit = execFileSync('git', ['cat-file', 'commit', head], { cwd: team.root, encoding: 'utf8' });
  expect(commit).not.toMatch(/Change-Id|^encoding /m);
  expect(commit).toMatch(/^committer emmy <emmy@example\.org> /m);
  team.as('ada');
  expect(await team.gate('promote', release)).toMatchObject({ code: 0, err: '' });
  expect(existsSync(traces)).toBe(false);
  const plain = { cwd: team.root, encoding: 'utf8' } as const;
  expect(execFileSync('git', ['symbolic-ref', 'HEAD'], plain).trim()).toBe('refs/heads/main');
  expect(execFileSync('git', ['rev-list', '--count', `${before}..main`], plain).trim()).toBe('4');
  expect((await team.gate('audit')).code).toBe(0);
}, 60_000);

test('the sign-off goes to the branch that was judged; what is staged stays staged', async () => {
  const team = createProposal();
  team.as('katherine');
  team.write('other.txt', 'staged\n');
  team.git('add', 'other.txt');
  const status = team.git('status', '--porcelain');
  expect((await team.gate(...sign)).code).toBe(0);
  expect(team.git('status', '--porcelain')).toBe(status);
  expect(team.git('reflog', '-1', '--format=%gs')).toBe('gate sign');
});

test('on a detached HEAD a sign-off is made too', async () => {
  const team = createProposal();
  team.as('katherine');
  const branch = team.git('branch', '--show-current');
  const before = team.git('rev-parse', 'HEAD');
  team.git('checkout', '--quiet', '--detach');
  expect((await team.gate(...sign)).code).toBe(0);
  expect([team.git('rev-parse', 'HEAD^'), team.git('rev-parse', branch)]).toEqual([before, before]);
});

test('a sign-off that would not count is not made: by another key, or in bytes that nobody can read', async () => {
  const team = createProposal();
  team.as('mallory');
  team.as('katherine');
  const before = state(team);
  signAs(team, 'mallory');
  const byAnother = await team.gate(...sign);
  expect(byAnother).toMatchObject({ code: 3, err: expect.stringMatching(/config\.signing_key/) });
  team.git('config', '--unset', 'gpg.ssh.program');
  expect(state(team)).toBe(before);

  // git itself mends a name in Latin-1; a line break of an old Mac it keeps.
  appendFileSync(join(team.root, '.git/user'), Buffer.from(' name = K\xe4the\n', 'latin1'));
  expect((await team.gate(...sign)).code).toBe(0);
  expect(team.git('log', '-1', '--format=%cn')).toBe('Käthe');
  const signed = state(team);
  team.env.GIT_COMMITTER_NAME = 'Katherine\rJohnson';
  expect(await team.gate(...sign)).toMatchObject({
    code: 3,
    err: expect.stringMatching(/control-byte[\s\S]*git\.failed/),
  });
  expect(state(team)).toBe(signed);
}, 60_000);

test('a change of the rules is signed in the same way: what would not count is not made', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.as('mallory');
  team.as('hypatia');
  team.git('checkout', '--quiet', '-b', 'policy');
  team.edit('policies/data/quorums.yaml', (text) => text.replace('sre: 1', 'sre: 1, security: 1'));
  const before = team.read('policies/trust/root.yaml');
  expect((await team.gate('trust', 'bump')).code).toBe(0);
  expect(team.read('policies/trust/root.yaml')).not.toBe(before);
  team.as('ada');
  team.commit('Ask security too');
  team.as('hypatia');
  const govern = ['sign', 'governance/2', '--role', 'governance', '--yes'];
  signAs(team, 'mallory');
  const unsigned = state(team);
  expect(await team.gate(...govern)).toMatchObject({
    code: 3,
    err: expect.stringMatching(/config\.signing_key/),
  });
  expect(state(team)).toBe(unsigned);
  team.git('config', '--unset', 'gpg.ssh.program');
  expect(await team.gate(...govern)).toMatchObject({ code: 0, err: '' });
});

test('a deputy who signs beside the holder of a role is told that it would not count', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  const lent =
    '{from: katherine, to: bjarne, role: product, path: releases/credit-scorer, until: 2026-12-12}';
  team.edit('policies/trust/root.yaml', (text) => `${text}delegations:\n  - ${lent}\n`);
  team.commit('Lend');
  team.git('checkout', '--quiet', '-b', 'release');
  team.addRelease(release);
  team.commit('Propose');
  team.as('katherine');
  expect((await team.gate(...sign)).code).toBe(0);
  const signed = state(team);
  team.as('bjarne');
  expect(await team.gate(...sign)).toMatchObject({
    code: 3,
    err: expect.stringMatching(/lent-once[\s\S]*refused\.role/),
  });
  expect(state(team)).toBe(signed);
});

test('a variable that git cannot take is named, and nothing happens', async () => {
  const team = createProposal();
  team.as('katherine');
  const before = state(team);
  const { env } = team;
  const said = await (async () => {
    env.GIT_CONFIG_COUNT = 'many';
    const outcome = await team.gate(...sign);
    delete env.GIT_CONFIG_COUNT;
    return outcome;
  })();
  expect(said).toMatchObject({ code: 3, err: expect.stringMatching(/GIT_CONFIG_COUNT/) });
  expect(state(team)).toBe(before);
});

test('a branch that moves while it is signed stays where it moved to', async () => {
  const team = createProposal();
  team.as('katherine');
  const branch = team.git('symbolic-ref', 'HEAD');
  const moved = team.git('commit-tree', '-p', 'HEAD', '-m', 'Meanwhile', 'HEAD^{tree}');
  interrupt(team, '*update-ref*', `"$GIT" update-ref ${branch} ${moved}`);
  expect(await team.gate(...sign)).toMatchObject({ code: 3, err: expect.stringMatching(/refused\.locked/) });
  expect(team.git('rev-parse', branch)).toBe(moved);
  expect((await team.gate(...sign)).code).toBe(0);
});

test('main that moves between judging and merging stays where it moved to', async () => {
  const team = await createSigned();
  const before = state(team);
  const main = team.git('rev-parse', 'main');
  const moved = team.git('commit-tree', '-p', 'main', '-m', 'Meanwhile', 'main^{tree}');
  interrupt(team, '*update-ref*', `"$GIT" update-ref refs/heads/main ${moved}`);
  expect(await team.gate('promote', release)).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(/main has moved[\s\S]*refused\.not_ready/),
  });
  expect(state(team)).toBe(
    before.replace(`${main} commit\trefs/heads/main`, `${moved} commit\trefs/heads/main`),
  );
  expect(team.git('rev-parse', 'main')).toBe(moved);
});

test('a merge that an audit would refuse is not made', async () => {
  const team = await createSigned();
  const before = state(team);
  // A branch with a commit of tomorrow: the merge, dated now, would be dated back.
  team.env.GIT_AUTHOR_DATE = team.env.GIT_COMMITTER_DATE = '2026-11-25T09:00:00Z';
  team.git('commit', '--quiet', '--allow-empty', '-m', 'Of tomorrow');
  const later = state(team);
  expect(later).not.toBe(before);
  team.env.GIT_AUTHOR_DATE = team.env.GIT_COMMITTER_DATE = '2026-11-24T09:00:00Z';
  expect(await team.gate('promote', release)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/an audit would refuse[\s\S]*refused\.not_ready/),
  });
  expect(state(team)).toBe(later);
});

test('main that is checked out in another work tree is left alone', async () => {
  const team = await createSigned();
  team.git('worktree', 'add', '--quiet', join(team.home, 'other'), 'main');
  const before = state(team);
  expect(await team.gate('promote', release)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/other[\s\S]*refused\.not_ready|refused\.not_ready[\s\S]*other/),
  });
  expect(state(team)).toBe(before);
  team.git('-C', join(team.home, 'other'), 'checkout', '--quiet', '--detach');
  expect((await team.gate('promote', release)).code).toBe(0);
});

test('a work tree that cannot follow is told of, and main is promoted', async () => {
  const team = await createSigned();
  const branch = team.git('symbolic-ref', 'HEAD');
  interrupt(team, '*checkout*main*', 'echo x > .git/index.lock');
  const { code, out, err } = await team.gate('promote', release);
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/promoted/) });
  expect(err).toMatch(/git checkout main/);
  expect(team.git('symbolic-ref', 'HEAD')).toBe(branch);
  expect(team.git('log', '-1', '--format=%s', 'main')).toBe(`Promote ${release}`);
});

test('a promotion that cannot be signed is not made', async () => {
  const team = await createSigned();
  const before = state(team);
  team.git('config', '--file', '.git/user', 'user.signingkey', join(team.home, 'none'));
  expect(await team.gate('promote', release)).toMatchObject({
    code: 3,
    err: expect.stringMatching(/config\.signing_key/),
  });
  expect(state(team)).toBe(before);
  team.git('config', 'commit.gpgsign', 'false');
  expect((await team.gate('promote', release)).code).toBe(0);
  expect(team.git('cat-file', 'commit', 'main')).not.toMatch(/gpgsig/);
});

test('a new release on a branch runs no hook, and leaves no branch where it cannot be', async () => {
  const team = createProposal();
  const traces = addHooks(team);
  expect((await team.gate('new', 'churn', '2.0.0', '--branch')).code).toBe(0);
  expect(existsSync(traces)).toBe(false);
  team.git('config', '--unset', 'core.hooksPath');
  expect(team.git('branch', '--show-current')).toBe('release/churn-2.0.0');
  const before = state(team);
  expect(await team.gate('new', 'credit-scorer', '1.0.0', '--branch')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/refused\.exists/),
  });
  expect(state(team)).toBe(before);
});
