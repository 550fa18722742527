import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSandbox } from './sandbox.ts';

test('refs below a prefix are listed with what they hold', async () => {
  const sandbox = createSandbox();
  const head = sandbox.commit('one');
  sandbox.git('branch', 'release/a');
  sandbox.git('tag', '--annotate', '--message', 'v1', 'v1');
  sandbox.git('pack-refs', '--all');
  sandbox.git('branch', 'release/b');
  const repository = await sandbox.open();
  expect(await repository.refs('refs/heads/')).toEqual(
    ['main', 'release/a', 'release/b'].map((name) => ({ name: `refs/heads/${name}`, id: head })),
  );
  expect(await repository.refs('refs/heads/main')).toEqual([{ name: 'refs/heads/main', id: head }]);
  expect(await repository.refs('refs/tags/')).toEqual([
    { name: 'refs/tags/v1', id: sandbox.git('rev-parse', 'v1') },
  ]);
  expect(await repository.refs('refs/replace/')).toEqual([]);
});

test('what is no prefix of refs is refused', async () => {
  const sandbox = createSandbox();
  sandbox.commit('one');
  const repository = await sandbox.open();
  const patterns = ['refs/*', 'refs/heads/ma?n', 'refs/[h]eads/'];
  for (const prefix of [
    '',
    'main',
    '--format=x',
    '-h',
    'refs/heads/\nrefs/tags/',
    'refs/a b',
    'refs/\0',
    ...patterns,
  ]) {
    await expect(repository.refs(prefix)).rejects.toMatchObject({ code: 'git.ref' });
  }
});

test('a ref that git leaves out with a warning is refused', async () => {
  const sandbox = createSandbox();
  const head = sandbox.commit('one');
  const broken: [file: string, content: string][] = [
    ['replace/broken', 'no id\n'],
    [`heads/new\nline`, `${head}\n`],
    ['heads/zero', `${'0'.repeat(40)}\n`],
  ];
  for (const [file, content] of broken) {
    const other = createSandbox();
    other.git('fetch', '--quiet', sandbox.root, 'main:refs/heads/kept');
    mkdirSync(join(other.root, '.git/refs/replace'));
    writeFileSync(join(other.root, '.git/refs', file), content);
    expect(other.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/kept');
    const repository = await other.open();
    await expect(repository.refs('refs/')).rejects.toMatchObject({ code: 'git.ref' });
  }
});

test('a packed ref can not bring a second line', async () => {
  const sandbox = createSandbox();
  const head = sandbox.commit('one');
  sandbox.git('pack-refs', '--all');
  const forged = `${head} refs/heads/main\r\n${head} refs/heads/x\0refs/heads/y\n`;
  writeFileSync(join(sandbox.root, '.git/packed-refs'), forged);
  const repository = await sandbox.open();
  await expect(repository.refs('refs/')).rejects.toMatchObject({ code: 'git.ref' });
});

test('symbolic refs are told with the ref that a push to them would move', async () => {
  const sandbox = createSandbox();
  sandbox.commit('one');
  sandbox.git('branch', 'work');
  sandbox.git('symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
  sandbox.git('symbolic-ref', 'refs/heads/other', 'refs/heads/alias');
  sandbox.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/gone');
  expect(await (await sandbox.open()).symbolicRefs()).toEqual(
    new Map([
      ['refs/heads/alias', 'refs/heads/main'],
      ['refs/heads/other', 'refs/heads/main'],
    ]),
  );
});
