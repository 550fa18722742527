import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeName } from '../src/entry-name.ts';
import { openRecord } from '../src/open-record.ts';
import { recordObjects } from '../src/record-objects.ts';
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
    const files = ['0100644', '10064', '1006440', '104755', '644'];
    for (const mode of [...files, '0040000', '040755', '40755', '160001', '120777', '0120000']) {
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

test.each(['sha1', 'sha256'])(
  'modes of old and other gits are read as git reads them (%s)',
  async (format) => {
    const sandbox = createSandbox(`--object-format=${format}`);
    const blob = sandbox.object('blob', 'x');
    const folder = sandbox.tree(['100644', 'x', blob]);
    const odd = ['100664', '100600', '100666', '100640', '100775', '100700', '100755', '100100', '100011'];
    const files = odd.map((mode, index): RawEntry => [mode, `${index}`, blob]);
    const tree = sandbox.tree(...files, ['040000', 'folder', folder]);
    const repository = await sandbox.open();
    const ours = (await repository.readTree(tree)).map(({ name, kind, executable }) => [
      kind === 'folder' ? '040000' : executable ? '100755' : '100644',
      name,
    ]);
    // What git makes of them is what it puts into its index and into a checkout.
    const gits = sandbox.git('ls-tree', tree).split('\n');
    expect(ours).toEqual(gits.map((line) => [line.slice(0, 6), line.split('\t')[1]]));
    expect(await repository.findEntry(tree, 'folder/x')).toMatchObject({ kind: 'file', id: blob });
    const recorder = recordObjects(repository);
    expect(await recorder.objects.findEntry(tree, 'folder/x')).toMatchObject({ id: blob });
    const recorded = openRecord(JSON.parse(JSON.stringify(await recorder.take())));
    expect(await recorded.readTree(tree)).toEqual(await repository.readTree(tree));
  },
);

test('names that are no UTF-8 are names, each another', async () => {
  const sandbox = createSandbox();
  const blob = sandbox.object('blob', 'x');
  const bytes = [[0x66, 0xe9], [0xe9], [0xed, 0xb3, 0xa9], [0xff], [0xff, 0xff], [0xc3], [0xf0, 0x9f, 0x98]];
  const texts = ['\ufffd', '\ufffd\ufffd', '\u00e9', '😀'];
  const names = [...bytes.map((one) => Buffer.from(one)), ...texts.map((one) => Buffer.from(one))];
  const sorted = names.sort(Buffer.compare);
  const tree = sandbox.tree(...sorted.map((name): RawEntry => ['100644', name, blob]));
  const repository = await sandbox.open();
  const read = await repository.readTree(tree);
  expect(new Set(read.map(({ name }) => name)).size).toBe(names.length);
  expect(read.map(({ name }) => encodeName(name))).toEqual(sorted);
  for (const name of texts) expect(await repository.findEntry(tree, name)).toMatchObject({ name });
  for (const { name } of read) expect(await repository.findEntry(tree, name)).toMatchObject({ name });
  expect(sandbox.object('tree', formatTree(read))).toBe(tree);
  const recorder = recordObjects(repository);
  await recorder.objects.readTree(tree);
  const recorded = openRecord(JSON.parse(JSON.stringify(await recorder.take())));
  expect(await recorded.readTree(tree)).toEqual(read);
});

test('whatever is read is written back byte for byte', () => {
  const byte = fc.integer({ min: 1, max: 255 });
  const some = fc.constantFrom(
    ...Buffer.from('aé/😀.\ufffd\udfff\u0800'),
    0xe9,
    0xed,
    0xb3,
    0xa9,
    0x80,
    0xf5,
  );
  const name = fc.array(fc.oneof(some, byte), { minLength: 1, maxLength: 8 });
  const octal = fc.integer({ min: 0, max: 0o777 }).map((bits) => `100${bits.toString(8).padStart(3, '0')}`);
  const mode = fc.oneof(octal, fc.constantFrom('40000', '040000', '120000', '160000', '100644'));
  const entry = fc
    .tuple(mode, name, fc.uint8Array({ minLength: 20, maxLength: 20 }))
    .map(([mode, name, id]) => ({
      key: Buffer.from(mode.endsWith('40000') ? [...name, 0x2f] : name),
      bytes: Buffer.concat([Buffer.from(`${mode} `), Buffer.from([...name, 0]), id]),
    }));
  let read = 0;
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
      const sorted = entries.sort((one, other) => Buffer.compare(one.key, other.key));
      const bytes = Buffer.concat(sorted.map((one) => one.bytes));
      let parsed: ReturnType<typeof parseTree>;
      try {
        parsed = parseTree('1'.repeat(40), bytes);
      } catch (error) {
        // Names that are paths, or there twice.
        expect(error).toMatchObject({ code: 'git.object' });
        return;
      }
      read += 1;
      expect(formatTree(parsed)).toEqual(bytes);
      expect(new Set(parsed.map(({ name }) => name)).size).toBe(entries.length);
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(300);
});

test('a mode that is no number, and a tree that is cut off, are refused', () => {
  const id = '1'.repeat(40);
  const entry = Buffer.concat([Buffer.from('100644 a\0'), Buffer.alloc(20, 1)]);
  for (const mode of ['100888', '100 44', '']) {
    const odd = Buffer.concat([Buffer.from(mode), entry.subarray(6)]);
    expect(() => parseTree(id, odd)).toThrow(expect.objectContaining({ code: 'git.object' }));
  }
  expect(parseTree(id, entry)).toHaveLength(1);
  for (let length = 1; length < entry.length; length += 1) {
    expect(() => parseTree(id, entry.subarray(0, length))).toThrow(
      expect.objectContaining({ code: 'git.object' }),
    );
  }
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
