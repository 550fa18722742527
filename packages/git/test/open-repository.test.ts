import { expect, test } from 'vitest';
import { listFiles, openRepository } from '../src/index.ts';
import { createSandbox, surroundings, temporaryFolder } from './sandbox.ts';

for (const format of ['sha1', 'sha256']) {
  test(`reads commits, trees and blobs of a ${format} repository`, async () => {
    const sandbox = createSandbox(`--object-format=${format}`);
    sandbox.write('a/b/c.txt', 'hello\n');
    const id = sandbox.commit('first');
    const repository = await sandbox.open();
    const commit = await repository.readCommit(id);
    const entry = await repository.findEntry(commit.tree, 'a/b/c.txt');
    expect(repository.location.objectFormat).toBe(format);
    expect(commit.parents).toEqual([]);
    expect((await repository.readBlob(entry?.id ?? '')).toString()).toBe('hello\n');
    expect(await repository.digestBlob(entry?.id ?? '')).toEqual({
      digest: 'sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
      size: 6,
    });
    expect(await repository.findEntry(commit.tree, 'a/b/c.txt/d')).toBeNull();
    expect(await repository.findEntry(commit.tree, 'a/x')).toBeNull();
  });
}

test('many objects asked for at once come back in order', async () => {
  const sandbox = createSandbox();
  for (let index = 0; index < 600; index += 1) sandbox.write(`files/${index}.txt`, `${index}`.repeat(index));
  const commit = sandbox.commit('many');
  const repository = await sandbox.open();
  const { tree } = await repository.readCommit(commit);
  const files = await listFiles(repository, tree, '.');
  const texts = await Promise.all(files.map(({ id }) => repository.readBlob(id)));
  for (const [index, { path }] of files.entries()) {
    const number = Number(path.match(/\d+/)?.[0]);
    expect(texts[index]?.toString()).toBe(`${number}`.repeat(number));
  }
});

test('of many entries each is found, and what is not there is not', async () => {
  const sandbox = createSandbox();
  const names = Array.from({ length: 50 }, (_, index) => `${index}.txt`);
  for (const name of names) sandbox.write(`files/${name}`, name);
  const repository = await sandbox.open();
  const { tree } = await repository.readCommit(sandbox.commit('many'));
  for (const name of [...names, ...names]) {
    expect((await repository.findEntry(tree, `files/${name}`))?.name).toBe(name);
    expect(await repository.findEntry(tree, `files/no-${name}`)).toBeNull();
  }
});

test('a commit names one tree and its parents by whole ids, or is refused', async () => {
  const sandbox = createSandbox();
  const parent = sandbox.commit('first');
  const repository = await sandbox.open();
  const { tree } = await repository.readCommit(parent);
  const rest = 'author a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nparent of all\n';
  const good = sandbox.object('commit', Buffer.from(`tree ${tree}\nparent ${parent}\n${rest}`));
  expect(await repository.readCommit(good)).toMatchObject({ tree, parents: [parent] });
  for (const head of [
    '',
    `parent ${parent}\n`,
    `tree ${tree.slice(1)}\n`,
    `tree ${tree}0\n`,
    `tree  ${tree}\n`,
    `tree ${tree}\r\n`,
    `tree ${tree}\nparent ${parent.slice(1)}\n`,
    `tree ${tree}\nparent HEAD\n`,
    `tree ${tree}\nparent ${parent} ${parent}\n`,
  ]) {
    const bad = sandbox.object('commit', Buffer.from(`${head}${rest}`));
    await expect(repository.readCommit(bad), JSON.stringify(head)).rejects.toMatchObject({
      code: 'git.object',
    });
  }
});

test('a folder that is no repository is refused', async () => {
  await expect(openRepository(temporaryFolder(), surroundings)).rejects.toMatchObject({
    code: 'config.not_a_repository',
  });
});

test('a repository without commits has no head', async () => {
  const repository = await createSandbox().open();
  expect(repository.location.head).toBeNull();
});

test('the folders of a work tree and of its git directory are named', async () => {
  const sandbox = createSandbox();
  sandbox.write('deep/a.txt', 'a');
  const head = sandbox.commit('one');
  const expected = {
    gitDirectory: `${sandbox.root}/.git`,
    objects: `${sandbox.root}/.git/objects`,
    objectFormat: 'sha1',
    shallow: false,
    head,
  };
  const inside = await openRepository(`${sandbox.root}/deep`, surroundings);
  inside.close();
  expect(inside.location).toEqual({ ...expected, root: sandbox.root, bare: false });
  const hook = await openRepository(`${sandbox.root}/.git`, surroundings);
  hook.close();
  expect(hook.location).toEqual({ ...expected, root: `${sandbox.root}/.git`, bare: true });
});
