import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSandbox } from './sandbox.ts';

test('a name that looks like an option is only a name', async () => {
  const sandbox = createSandbox();
  sandbox.commit('one');
  const repository = await sandbox.open();
  for (const name of ['--all', '-h', '--git-dir=/tmp', '']) {
    await expect(repository.resolve(name)).rejects.toMatchObject({ code: 'git.ref' });
  }
});

test.each(['--output=written', '-rf'])(
  'a branch named %s is an option to git, and a name to us',
  async (name) => {
    const sandbox = createSandbox();
    sandbox.commit('one');
    sandbox.git('checkout', '--quiet', '--detach');
    const other = sandbox.commit('two');
    sandbox.git('update-ref', `refs/heads/${name}`, other);
    sandbox.git('checkout', '--quiet', 'main');
    if (name === '-rf') expect(() => sandbox.git('log', name)).toThrow();
    else {
      sandbox.git('log', name);
      expect(existsSync(join(sandbox.root, 'written'))).toBe(true);
      sandbox.git('clean', '--quiet', '--force');
    }
    const repository = await sandbox.open();
    expect(await repository.resolve(name)).toBe(other);
    expect(await repository.resolve(`refs/heads/${name}`)).toBe(other);
    expect(await repository.refs('refs/heads/')).toContainEqual({ name: `refs/heads/${name}`, id: other });
    expect(existsSync(join(sandbox.root, 'written'))).toBe(false);
  },
);

test('a name of several lines, or with a NUL, is no name', async () => {
  const sandbox = createSandbox();
  const head = sandbox.commit('one');
  const repository = await sandbox.open();
  for (const name of [`main\n${head}`, `${head}\n`, 'main\n--all', 'main\0', 'main\r']) {
    await expect(repository.resolve(name)).rejects.toMatchObject({ code: 'git.ref' });
  }
});

test('a range or a file is no commit', async () => {
  const sandbox = createSandbox();
  sandbox.write('a.txt', 'a');
  sandbox.commit('one');
  sandbox.commit('two');
  const repository = await sandbox.open();
  for (const name of ['HEAD~1..HEAD', '^HEAD', 'HEAD:a.txt', 'a.txt']) {
    expect(await repository.find(name)).toBeNull();
  }
});
