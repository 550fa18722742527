import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSandbox } from './sandbox.ts';

test('mergeBase and isAncestor follow the raw parents', async () => {
  const sandbox = createSandbox();
  const first = sandbox.commit('first');
  sandbox.git('checkout', '--quiet', '-b', 'side');
  const side = sandbox.commit('side');
  sandbox.git('checkout', '--quiet', 'main');
  const second = sandbox.commit('second');
  const repository = await sandbox.open();
  expect(await repository.mergeBase(side, second)).toBe(first);
  expect(await repository.isAncestor(first, side)).toBe(true);
  expect(await repository.isAncestor(side, second)).toBe(false);
  expect(await repository.commitsBetween(first, side)).toEqual([side]);
});

test('what is no id is not handed to git: it would be an option, a range or a name', async () => {
  const sandbox = createSandbox();
  const head = sandbox.commit('one');
  sandbox.git('rev-list', '--all', '--output=written');
  expect(existsSync(join(sandbox.root, 'written'))).toBe(true);
  sandbox.git('clean', '--quiet', '--force');
  const repository = await sandbox.open();
  for (const wrong of ['--output=written', '--all', 'HEAD', `^${head}`, `${head}~1`, '', `${head}\n`]) {
    const asked = [
      repository.mergeBase(wrong, head),
      repository.mergeBase(head, wrong),
      repository.isAncestor(wrong, head),
      repository.isAncestor(head, wrong),
      repository.commitsBetween(wrong, head),
      repository.commitsBetween(null, wrong),
      repository.firstParentHint(wrong, null),
      repository.firstParentHint(head, wrong),
      repository.commitsMentioning(['x'], [wrong]),
    ];
    for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'git.ref' });
  }
  expect(existsSync(join(sandbox.root, 'written'))).toBe(false);
});

test('commits are found by a fixed string in their message, wherever it stands', async () => {
  const sandbox = createSandbox();
  const one = sandbox.commit('Sign off\n\nGatehouse-Release: a.b/1.0.0');
  sandbox.commit('Sign off\n\nGatehouse-Release: axb/1.0.0');
  const two = sandbox.commit('Gatehouse-Release: a.b/1.0.0, again');
  const head = sandbox.commit('other');
  const repository = await sandbox.open();
  expect(await repository.commitsMentioning(['Gatehouse-Release: a.b/1.0.0'], [head])).toEqual([two, one]);
  expect(await repository.commitsMentioning(['Gatehouse-Release: a.b/1.0.0'], [one])).toEqual([one]);
  expect(await repository.commitsMentioning(['again', 'nowhere', 'other'], [head])).toEqual([head, two]);
  expect(await repository.commitsMentioning(['--all'], [head])).toEqual([]);
  expect(await repository.commitsMentioning(['.*'], [head])).toEqual([]);
});

test('a commit that claims another encoding hides from the search of git, and not from ours', async () => {
  const sandbox = createSandbox();
  const first = sandbox.commit('first');
  const headers = sandbox.git('cat-file', 'commit', first).split('\n\n')[0];
  const hidden = sandbox.object('commit', `${headers}\nencoding UTF-16\n\nGatehouse-Release: a/1.0.0!\n`);
  expect(sandbox.git('rev-list', '--fixed-strings', '--grep=Gatehouse-Release', hidden)).toBe('');
  const repository = await sandbox.open();
  expect(await repository.commitsMentioning(['Gatehouse-Release'], [hidden])).toEqual([hidden]);
});

test('a search for nothing, or for several things, is refused', async () => {
  const sandbox = createSandbox();
  const head = sandbox.commit('one');
  const repository = await sandbox.open();
  for (const text of ['', 'a\nb', 'a\0b']) {
    await expect(repository.commitsMentioning([text], [head])).rejects.toMatchObject({ code: 'git.failed' });
    await expect(repository.commitsMentioning(['one', text], [head])).rejects.toMatchObject({
      code: 'git.failed',
    });
  }
  await expect(repository.commitsMentioning([], [head])).rejects.toMatchObject({ code: 'git.failed' });
});
