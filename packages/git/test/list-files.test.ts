import { describe, expect, test } from 'vitest';
import { listFiles } from '../src/index.ts';
import { createSandbox, type RawEntry } from './sandbox.ts';

const nfc = '\u00e9.md';
const nfd = 'e\u0301.md';

/** What git takes for different files, or for a file at all, in a folder that is to be judged. */
const refused: [what: string, names: (string | Buffer)[], mode?: string][] = [
  ['a symbolic link', ['link'], '120000'],
  ['a submodule', ['module'], '160000'],
  ['names that differ in case', ['A.md', 'a.md']],
  ['names that differ in Unicode form', [nfd, nfc]],
  ['names that differ in form and case', ['E\u0301.md', nfc]],
  ['names that case folding makes one', ['stra\u00dfe', 'strasse'].sort()],
  ['names that differ in the Kelvin sign', ['k', '\u212a']],
  ['names that differ in an invisible character', ['a.md', 'a\u200c.md']],
  ['names that differ in a dot at the end', ['a.md', 'a.md.']],
  ['a line feed', ['a\nb']],
  ['an escape character', ['a\u001b[2Kb']],
  ['a delete character', ['a\u007fb']],
  ['a C1 control character', ['a\u009bb']],
  ['characters that turn the direction of writing', ['a\u202egpj.exe']],
  ['bytes that are no UTF-8', [Buffer.from('caf\u00e9', 'latin1')]],
  ['bytes of half a surrogate pair', [Buffer.from([0x61, 0xed, 0xb3, 0xa9])]],
  ['the character that stands for what is no UTF-8', ['caf\ufffd']],
];

describe.each(refused)('%s', (_what, names, mode = '100644') => {
  test('is in a tree of git, and refused in a judged folder', async () => {
    const sandbox = createSandbox();
    const blob = sandbox.object('blob', 'x');
    const entries = names.map((name): RawEntry => [mode, name, blob]);
    const tree = sandbox.tree(...entries);
    expect(sandbox.git('ls-tree', '-z', '--name-only', tree)).toBe(`${names.map(String).join('\0')}\0`);
    const repository = await sandbox.open();
    await expect(listFiles(repository, tree, 'r')).rejects.toMatchObject({ code: 'input.path' });
  });
});

test('folders that differ in case only are refused, whatever lies in them', async () => {
  const sandbox = createSandbox();
  const blob = sandbox.object('blob', 'x');
  const tree = sandbox.tree(
    ['40000', 'A', sandbox.tree(['100644', 'one', blob])],
    ['40000', 'a', sandbox.tree(['100644', 'two', blob])],
  );
  const repository = await sandbox.open();
  await expect(listFiles(repository, tree, 'r')).rejects.toMatchObject({ code: 'input.path' });
});

test('odd modes are no offence', async () => {
  const sandbox = createSandbox();
  const blob = sandbox.object('blob', 'x');
  const folder = sandbox.tree(['100664', 'b', blob], ['100775', 'c', blob]);
  const tree = sandbox.tree(['040000', 'a', folder]);
  const repository = await sandbox.open();
  expect(await listFiles(repository, tree, 'r')).toEqual([
    { path: 'a/b', id: blob, executable: false },
    { path: 'a/c', id: blob, executable: true },
  ]);
});

test('files are listed by path, sorted, and names of many languages are no offence', async () => {
  const sandbox = createSandbox();
  const paths = ['b/c.md', 'a.md', 'b/ünïcode', 'b.md', '日本語', '-rf'];
  for (const path of paths) sandbox.write(path, path);
  const head = sandbox.commit('files');
  const repository = await sandbox.open();
  const { tree } = await repository.readCommit(head);
  const files = await listFiles(repository, tree, '.');
  expect(files.map(({ path }) => path)).toEqual([...paths].sort());
});

test('more files than anybody looks at are refused', async () => {
  const sandbox = createSandbox();
  const blob = sandbox.object('blob', 'x');
  const names = Array.from({ length: 5001 }, (_, index) => `${index}`).sort();
  const tree = sandbox.tree(...names.map((name): RawEntry => ['100644', name, blob]));
  const repository = await sandbox.open();
  await expect(listFiles(repository, tree, 'r')).rejects.toMatchObject({ code: 'input.too_large' });
});
