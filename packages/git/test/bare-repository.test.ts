import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openRepository } from '../src/index.ts';
import { createSandbox, open, readText, type Sandbox, surroundings, temporaryFolder } from './sandbox.ts';

function cloneBare(sandbox: Sandbox): string {
  const bare = join(temporaryFolder(), 'bare.git');
  sandbox.git('clone', '--quiet', '--bare', sandbox.root, bare);
  return bare;
}

for (const format of ['sha1', 'sha256']) {
  test(`a bare ${format} repository is read like any other`, async () => {
    const sandbox = createSandbox(`--object-format=${format}`);
    sandbox.write('a.txt', 'hello\n');
    const head = sandbox.commit('one');
    const bare = cloneBare(sandbox);
    const repository = await open(bare);
    expect(repository.location).toEqual({
      root: bare,
      gitDirectory: bare,
      bare: true,
      objects: join(bare, 'objects'),
      objectFormat: format,
      shallow: false,
      head,
    });
    expect(await repository.resolve('main')).toBe(head);
    expect(await readText(repository, head, 'a.txt')).toBe('hello\n');
  });
}

test('an empty bare repository has no head', async () => {
  const repository = await createSandbox('--bare').open();
  expect(repository.location).toMatchObject({ bare: true, head: null });
});

test('while a pre-receive hook runs, what is pushed is read from the quarantine, and only with it', async () => {
  const sandbox = createSandbox();
  sandbox.write('a.txt', 'old\n');
  const old = sandbox.commit('one');
  const bare = cloneBare(sandbox);
  sandbox.write('a.txt', 'new\n');
  const pushed = sandbox.commit('two');

  // The hook says where its quarantine is, and waits until it has been looked at.
  const asked = join(bare, 'asked');
  const answered = join(bare, 'answered');
  const wait = `while [ ! -e '${answered}' ]; do sleep 0.02; done`;
  const hook = `printf '%s' "$GIT_QUARANTINE_PATH" > '${asked}.new' && mv '${asked}.new' '${asked}'\n${wait}\nexit 1`;
  const script = sandbox.script('hook.sh', hook);
  writeFileSync(join(bare, 'hooks/pre-receive'), readFileSync(script), { mode: 0o755 });
  const push = promisify(execFile)('git', ['push', '--quiet', bare, 'main'], {
    cwd: sandbox.root,
    env: sandbox.env,
  }).catch((error: Error) => error.message);
  while (!existsSync(asked)) await setTimeout(10);
  const quarantine = readFileSync(asked, 'utf8');
  try {
    const repository = await open(bare, { quarantine });
    expect(await repository.resolve('main')).toBe(old);
    expect(await repository.resolve(pushed)).toBe(pushed);
    expect(await readText(repository, pushed, 'a.txt')).toBe('new\n');
    expect(await readText(repository, old, 'a.txt')).toBe('old\n');
    expect(await repository.commitsBetween(old, pushed)).toEqual([pushed]);

    const without = await open(bare);
    expect(await without.find(pushed)).toBeNull();
    await expect(without.readCommit(pushed)).rejects.toMatchObject({ code: 'git.object' });
  } finally {
    writeFileSync(answered, '');
  }
  expect(await push).toContain('pre-receive hook declined');
});

test('a quarantine that is no folder is refused', async () => {
  const sandbox = createSandbox();
  sandbox.write('file', '');
  for (const quarantine of ['none', 'file']) {
    await expect(openRepository(sandbox.root, surroundings, { quarantine })).rejects.toMatchObject({
      code: 'git.object',
    });
  }
});

test('a bare repository that lies in a branch runs nothing of its configuration', async () => {
  const sandbox = createSandbox();
  const proof = join(sandbox.root, 'ran');
  const script = sandbox.script('script.sh', `touch '${proof}'`);
  sandbox.git('init', '--quiet', '--bare', 'planted');
  const planted = join(sandbox.root, 'planted');
  const config = `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ${sandbox.root}\n\tfsmonitor = ${script}\n`;
  writeFileSync(join(planted, 'config'), config);
  sandbox.git('-C', planted, 'status');
  expect(existsSync(proof)).toBe(true);
  rmSync(proof);
  const repository = await open(planted);
  await repository.refs('refs/');
  await repository.find('HEAD');
  expect(existsSync(proof)).toBe(false);
});
