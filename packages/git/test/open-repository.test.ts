import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listFiles, openRepository } from '../src/index.ts';
import { createSandbox, surroundings } from './sandbox.ts';

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

test('a replace ref changes what git shows, and not what is read', async () => {
  const sandbox = createSandbox();
  sandbox.write('release.yaml', 'honest\n');
  const honest = sandbox.commit('honest');
  sandbox.write('release.yaml', 'forged\n');
  const forged = sandbox.commit('forged');
  sandbox.git('replace', honest, forged);
  expect(sandbox.git('show', `${honest}:release.yaml`)).toBe('forged');
  const repository = await sandbox.open();
  const { tree } = await repository.readCommit(honest);
  const entry = await repository.findEntry(tree, 'release.yaml');
  expect((await repository.readBlob(entry?.id ?? '')).toString()).toBe('honest\n');
});

test('a graft changes what git shows of history, and not what is read', async () => {
  const sandbox = createSandbox();
  const first = sandbox.commit('first');
  const second = sandbox.commit('second');
  writeFileSync(join(sandbox.root, '.git/info/grafts'), `${second}\n`);
  expect(sandbox.git('rev-list', second)).toBe(second);
  const repository = await sandbox.open();
  expect(await repository.commitsBetween(null, second)).toEqual([second, first]);
});

test('hooks, fsmonitor and aliases of the repository never run', async () => {
  const sandbox = createSandbox();
  const proof = join(sandbox.root, 'ran');
  const script = join(sandbox.root, 'script.sh');
  writeFileSync(script, `#!/bin/sh\ntouch ${proof}\n`);
  chmodSync(script, 0o755);
  sandbox.write('a.txt', 'a');
  const commit = sandbox.commit('one');
  sandbox.git('config', 'core.fsmonitor', script);
  sandbox.git('config', 'core.pager', script);
  sandbox.git('config', 'alias.rev-parse', `!${script}`);
  sandbox.git('status');
  expect(readdirSync(sandbox.root)).toContain('ran');
  rmSync(proof);
  const repository = await sandbox.open();
  await repository.resolve('HEAD');
  await repository.commitsBetween(null, commit);
  expect(readdirSync(sandbox.root)).not.toContain('ran');
});

test('an object whose bytes do not hash to its id is refused', async () => {
  const sandbox = createSandbox();
  sandbox.write('a.txt', 'honest');
  sandbox.commit('one');
  sandbox.write('b.txt', 'forged');
  const head = sandbox.commit('two');
  const loose = (path: string) => {
    const id = sandbox.git('rev-parse', `${head}:${path}`);
    return join(sandbox.root, '.git/objects', id.slice(0, 2), id.slice(2));
  };
  const target = loose('a.txt');
  chmodSync(target, 0o644);
  writeFileSync(target, readFileSync(loose('b.txt')));
  const repository = await sandbox.open();
  const { tree } = await repository.readCommit(head);
  const entry = await repository.findEntry(tree, 'a.txt');
  await expect(repository.readBlob(entry?.id ?? '')).rejects.toMatchObject({ code: 'git.object' });
});

test('a missing object, another type and an object over the limit are refused', async () => {
  const sandbox = createSandbox();
  sandbox.write('a.txt', 'x'.repeat(1000));
  const head = sandbox.commit('one');
  const repository = await sandbox.open();
  const { tree } = await repository.readCommit(head);
  const blob = (await repository.findEntry(tree, 'a.txt'))?.id ?? '';
  await expect(repository.readBlob('0'.repeat(40))).rejects.toMatchObject({ code: 'git.object' });
  await expect(repository.readBlob(tree)).rejects.toMatchObject({ code: 'git.object' });
  await expect(repository.readBlob(blob, 999)).rejects.toMatchObject({ code: 'input.too_large' });
  expect((await repository.readBlob(blob, 1000)).length).toBe(1000);
});

test('a folder that is no repository, and a shallow clone, are refused', async () => {
  const empty = mkdtempSync(join(surroundings.temporary, 'gatehouse-none-'));
  onTestFinished(() => rmSync(empty, { recursive: true, force: true }));
  await expect(openRepository(empty, surroundings)).rejects.toMatchObject({
    code: 'config.not_a_repository',
  });

  const sandbox = createSandbox();
  sandbox.commit('one');
  sandbox.commit('two');
  sandbox.git('clone', '--quiet', '--depth=1', `file://${sandbox.root}`, join(empty, 'shallow'));
  await expect(openRepository(join(empty, 'shallow'), surroundings)).rejects.toMatchObject({
    code: 'config.shallow',
  });
});

test('a repository without commits has no head', async () => {
  const repository = await createSandbox().open();
  expect(repository.location.head).toBeNull();
});

test('a name that looks like an option is only a name', async () => {
  const sandbox = createSandbox();
  sandbox.commit('one');
  const repository = await sandbox.open();
  for (const name of ['--all', '-h', '--git-dir=/tmp', '']) {
    await expect(repository.resolve(name)).rejects.toMatchObject({ code: 'git.ref' });
  }
});

test('links and names that differ in case only are refused in a judged folder', async () => {
  const sandbox = createSandbox();
  sandbox.write('target', 'x');
  sandbox.git('add', 'target');
  const blob = sandbox.git('rev-parse', ':target');
  sandbox.git('update-index', '--add', '--cacheinfo', `120000,${blob},r/link`);
  const linked = sandbox.git('write-tree');
  sandbox.git('update-index', '--force-remove', 'r/link');
  sandbox.git('update-index', '--add', '--cacheinfo', `100644,${blob},r/A.md`);
  sandbox.git('update-index', '--add', '--cacheinfo', `100644,${blob},r/a.md`);
  const collided = sandbox.git('write-tree');
  sandbox.commit('any');
  const repository = await sandbox.open();
  for (const tree of [linked, collided]) {
    await expect(listFiles(repository, tree, 'r')).rejects.toMatchObject({ code: 'input.path' });
  }
});

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
