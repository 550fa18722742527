import { describe, expect, test } from 'vitest';
import { formatTree, parseTree } from '../src/tree.ts';
import { createSandbox, type RawEntry, type Sandbox } from './sandbox.ts';

/** A commit of a tree with these entries, whatever they are. */
function commitOf(sandbox: Sandbox, ...entries: RawEntry[]): string {
  return sandbox.git('commit-tree', '-m', 'odd', sandbox.tree(...entries));
}

async function expectRefused(sandbox: Sandbox, commit: string): Promise<void> {
  const repository = await sandbox.open();
  const { tree } = await repository.readCommit(commit);
  await expect(repository.readTree(tree)).rejects.toMatchObject({ code: 'git.object' });
  await expect(repository.findEntry(tree, 'a')).rejects.toMatchObject({ code: 'git.object' });
}

describe.each(['sha1', 'sha256'])('%s', (format) => {
  const setUp = () => {
    const sandbox = createSandbox(`--object-format=${format}`);
    return { sandbox, one: sandbox.object('blob', 'one\n'), two: sandbox.object('blob', 'two\n') };
  };

  test('an entry of a mode that git does not write is shown by git, and refused', async () => {
    const { sandbox, one } = setUp();
    for (const mode of ['100664', '100600', '0100644', '040755', '40755', '160001', '120777']) {
      const commit = commitOf(sandbox, [mode, 'a', one]);
      expect(sandbox.git('ls-tree', '--name-only', commit)).toBe('a');
      await expectRefused(sandbox, commit);
    }
  });

  test('a path that stands there twice has two contents for git, and is refused', async () => {
    const { sandbox, one, two } = setUp();
    const commit = commitOf(sandbox, ['100644', 'a', one], ['100644', 'a', two]);
    expect(sandbox.git('show', `${commit}:a`)).toBe('one');
    sandbox.git('read-tree', commit);
    expect(sandbox.git('ls-files', '--stage')).toContain(two);
    await expectRefused(sandbox, commit);
  });

  test('a file and a folder of one name are refused', async () => {
    const { sandbox, one } = setUp();
    const folder = sandbox.tree(['100644', 'x', one]);
    const commit = commitOf(sandbox, ['100644', 'a', one], ['100644', 'a-b', one], ['40000', 'a', folder]);
    expect(sandbox.git('ls-tree', '--name-only', commit).split('\n')).toEqual(['a', 'a-b', 'a']);
    await expectRefused(sandbox, commit);
  });

  test('an entry out of order is listed by git and not found by it, and refused', async () => {
    const { sandbox, one } = setUp();
    const commit = commitOf(sandbox, ['100644', 'b', one], ['100644', 'a', one]);
    expect(sandbox.git('ls-tree', '--name-only', commit).split('\n')).toEqual(['b', 'a']);
    expect(() => sandbox.git('show', `${commit}:a`)).toThrow();
    await expectRefused(sandbox, commit);
  });
});

test('a name that stands for .git on some machine is in a tree of git, and refused', async () => {
  const sandbox = createSandbox();
  const hooks = sandbox.tree(['100644', 'config', sandbox.object('blob', '[core]\n')]);
  const plain = ['.git', '.GIT', '.Git', 'git~1', 'GIT~1'];
  for (const name of [...plain, '.git.', '.git ', '.git::$INDEX_ALLOCATION', '.g\u200cit', '.\ufeffgit']) {
    const commit = commitOf(sandbox, ['40000', name, hooks]);
    expect(sandbox.git('ls-tree', '-r', '-z', '--name-only', commit)).toBe(`${name}/config\0`);
    await expectRefused(sandbox, commit);
  }
});

test('a name that is a path is in a tree of git, and refused', async () => {
  const sandbox = createSandbox();
  const blob = sandbox.object('blob', 'x');
  for (const name of ['', '.', '..', 'a/b', '../../escape', 'a\\b', '..\\escape']) {
    const commit = commitOf(sandbox, ['100644', name, blob]);
    expect(sandbox.git('cat-file', '-t', `${commit}^{tree}`)).toBe('tree');
    await expectRefused(sandbox, commit);
  }
});

test('names that are no UTF-8, and a tree that is cut off, are refused', () => {
  const id = '1'.repeat(40);
  const entry = Buffer.concat([Buffer.from('100644 a\0'), Buffer.alloc(20, 1)]);
  expect(parseTree(id, entry)).toHaveLength(1);
  for (let length = 1; length < entry.length; length += 1) {
    expect(() => parseTree(id, entry.subarray(0, length))).toThrow(
      expect.objectContaining({ code: 'git.object' }),
    );
  }
  const wild = Buffer.concat([Buffer.from('100644 '), Buffer.from([0xff, 0]), Buffer.alloc(20, 1)]);
  expect(() => parseTree(id, wild)).toThrow(expect.objectContaining({ code: 'git.object' }));
});

test('a name that looks like an option is only a name', async () => {
  const sandbox = createSandbox();
  sandbox.write('--output=x', 'one\n');
  sandbox.write('-rf', 'two\n');
  const head = sandbox.commit('options');
  const repository = await sandbox.open();
  const { tree } = await repository.readCommit(head);
  for (const name of ['--output=x', '-rf']) {
    expect(await repository.findEntry(tree, name)).toMatchObject({ name, kind: 'file' });
  }
});

test('links, submodules, folders and executables are told apart, and written back as they were', async () => {
  const sandbox = createSandbox();
  const blob = sandbox.object('blob', 'x');
  const folder = sandbox.tree(['100644', 'ü', blob]);
  const entries: RawEntry[] = [
    ['100644', 'a', blob],
    ['120000', 'b', blob],
    ['100755', 'c', blob],
    ['160000', 'd', blob],
    ['40000', 'e', folder],
    ['100644', '\ufeffe', blob],
  ];
  const tree = sandbox.tree(...entries);
  const repository = await sandbox.open();
  const read = await repository.readTree(tree);
  expect(read.map(({ kind, executable }) => [kind, executable])).toEqual([
    ['file', false],
    ['symlink', false],
    ['file', true],
    ['submodule', false],
    ['folder', false],
    ['file', false],
  ]);
  expect(sandbox.object('tree', formatTree(read))).toBe(tree);
});
