import { folderWith } from '@gatehouse/testing';
import { describe, expect, test } from 'vitest';
import { readGoverned } from '../src/governed.ts';
import { readLock, readSettings } from '../src/settings.ts';
import { openWorkTree } from '../src/work-tree-source.ts';

const tree = (files: Record<string, string>) => openWorkTree(folderWith(files));
const settings = (text: string) => tree({ 'gatehouse.yaml': `schema: gatehouse/settings@1\n${text}` });

describe('where the engine lies outside, what is governed is listed', () => {
  test('what judges and measures always, the rest as gatehouse.yaml says', async () => {
    const { covers } = await readGoverned(settings('governed: [.github/workflows/gate.yml, deploy/**]\n'));
    const governed = [
      ...[
        'gatehouse.yaml',
        'gatehouse.lock',
        'policies/main.rego',
        'packs/a/x.rego',
        'plugins/p/plugin.json',
      ],
      ...[
        'releases/.gitattributes',
        'releases/a/.GitAttributes',
        '.github/workflows/gate.yml',
        'deploy/deep/x',
      ],
    ];
    for (const path of governed) expect([path, covers(path)]).toEqual([path, true]);
    const free = [
      'packages/x',
      'scripts/x',
      '.github/workflows/ci.yml',
      '.gitattributes',
      'releases/a/1/release.yaml',
    ];
    for (const path of free) expect([path, covers(path)]).toEqual([path, false]);
  });

  test.each(['Policies/main.rego', 'GATEHOUSE.yaml', 'policies', '.github', '.github/workflows', 'deploy'])(
    'what takes the place of a governed file: %s',
    async (path) => {
      const { covers } = await readGoverned(settings('governed: [.github/workflows/gate.yml, deploy/**]\n'));
      expect(covers(path, 'symlink')).toBe(true);
    },
  );

  test('only folders that can hold a governed file are looked into', async () => {
    const { reaches } = await readGoverned(settings('governed: [.github/workflows/gate.yml]\n'));
    const reached = [
      'policies',
      'policies/data',
      '.github',
      '.github/workflows',
      'src',
      '.github/actions',
      ...['releases', 'releases/a', 'releases/a/1.0.0'],
    ];
    expect(reached.filter(reaches)).toEqual([
      'policies',
      'policies/data',
      '.github',
      '.github/workflows',
      'releases',
      'releases/a',
    ]);
  });

  test('policies/governed.yaml, the list of a repository with the engine in it, says nothing there', async () => {
    const both = tree({
      'gatehouse.yaml': 'schema: gatehouse/settings@1\n',
      'policies/governed.yaml': 'schema: gatehouse/governed@1\nexcept: []\n',
    });
    expect((await readGoverned(both)).covers('src/x')).toBe(false);
  });
});

test.each(['*.md', 'deploy/*', '../x', 'a//b', 'deploy/**/x', './x', 'x\\y'])(
  'a pattern that names no file and no folder is refused: %s',
  (pattern) =>
    expect(readSettings(settings(`governed: [${JSON.stringify(pattern)}]\n`))).rejects.toMatchObject({
      code: 'input.schema',
      place: { file: 'gatehouse.yaml', line: 2 },
    }),
);

test.each(['target: "refs/../main"', 'target: -x', 'target: a b', 'governed: x', 'more: 1', 'target: 5'])(
  'settings that are none: %s',
  (text) => expect(readSettings(settings(`${text}\n`))).rejects.toMatchObject({ code: 'input.schema' }),
);

test('a tree without either has no settings and no lock', async () => {
  const empty = tree({ 'README.md': '' });
  expect([await readSettings(empty), await readLock(empty)]).toEqual([null, null]);
});

test('a lock names each plugin with version and digest, and nothing else', async () => {
  const lock = (plugins: unknown) =>
    tree({
      'gatehouse.lock': JSON.stringify({
        schema: 'gatehouse/lock@1',
        engine: { package: '@gatehouse/cli', version: '0.1.0', integrity: `sha512-${'A'.repeat(86)}==` },
        policies: `sha256:${'0'.repeat(64)}`,
        plugins,
      }),
    });
  const plugins = { drift: { version: '1.0.0', digest: `sha256:${'1'.repeat(64)}` } };
  expect((await readLock(lock(plugins)))?.plugins).toEqual(plugins);
  for (const bad of [
    { drift: {} },
    { 'No Name': plugins.drift },
    [],
    { drift: { ...plugins.drift, digest: 'md5:1' } },
  ])
    await expect(readLock(lock(bad))).rejects.toMatchObject({ code: 'input.schema' });
});
