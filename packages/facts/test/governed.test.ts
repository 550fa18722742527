import { folderWith } from '@gatehouse/testing';
import { describe, expect, test } from 'vitest';
import { governedByDefault, readGoverned } from '../src/governed.ts';
import { openWorkTree } from '../src/work-tree-source.ts';

const listed = (list: string) =>
  readGoverned(
    openWorkTree(folderWith({ 'policies/governed.yaml': `schema: gatehouse/governed@1\n${list}` })),
  );

const ours = ['policies/x.rego', 'packs/a/b', 'plugins/p/src/x.ts', 'package.json', '.npmrc', 'unknown/x'];

describe('all is governed but what is left out', () => {
  test('folders whole, and names at the root', async () => {
    const { covers, declared } = await listed('except: [docs/**, "*.md", LICENSE]');
    expect(declared).toBe(true);
    for (const path of [...ours, 'docs', 'docs2/x', 'a/README.md', 'license', 'LICENSE/x'])
      expect([path, covers(path)]).toEqual([path, true]);
    for (const path of ['docs/x', 'docs/deep/x', 'README.md', 'LICENSE', 'releases/a/1.0.0/release.yaml'])
      expect([path, covers(path)]).toEqual([path, false]);
  });

  test('a name at the root is left out as a file, never as a link or a submodule', async () => {
    const { covers } = await listed('except: ["*.md"]');
    expect((['file', 'symlink', 'submodule'] as const).map((kind) => covers('README.md', kind))).toEqual([
      false,
      true,
      true,
    ]);
  });

  test.each(['docs/.gitattributes', 'releases/a/.GitAttributes', 'docs/GITATT~1', '.gitattributes'])(
    'attributes anywhere: %s',
    async (path) => expect((await listed('except: [docs/**]')).covers(path)).toBe(true),
  );

  test('without a list, by the one that every repository begins with', async () => {
    const none = await readGoverned(openWorkTree(folderWith({ 'README.md': '' })));
    const written = await readGoverned(
      openWorkTree(folderWith({ 'policies/governed.yaml': governedByDefault })),
    );
    expect([none.declared, written.declared]).toEqual([false, true]);
    for (const path of [...ours, 'docs/x', 'README.md', 'src/x'])
      expect([path, none.covers(path)]).toEqual([path, written.covers(path)]);
  });
});

test.each([
  'except: [policies/**]',
  'except: [Plugins/**]',
  'except: [pAcks/x/**]',
  'except: ["**"]',
  'except: ["*"]',
  'except: [../x]',
  'except: [docs/*]',
  'except: ["[a]/**"]',
  'except: [docs/../policies/**]',
  'except: [5]',
  'except: docs/**',
  'except: []\nmore: 1',
  'schemas: 1',
])('refused: %s', async (list) => {
  await expect(listed(list)).rejects.toMatchObject({ code: 'input.schema' });
});
