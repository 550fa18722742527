import { folderWith } from '@gatehouse/testing';
import { expect, test } from 'vitest';
import { chooseRelease, chooseReleases, listReleases, selectReleases } from '../src/select-releases.ts';
import { openWorkTree } from '../src/work-tree-source.ts';

const tree = openWorkTree(
  folderWith({
    'releases/a/1.0.0/release.yaml': '',
    'releases/a/1.1.0/release.yaml': '',
    'releases/b/2.0.0/release.yaml': '',
    'releases/README.md': '',
  }),
);
const all = ['releases/a/1.0.0', 'releases/a/1.1.0', 'releases/b/2.0.0'];

test('what people write for a release', async () => {
  expect(await listReleases(tree)).toEqual(all);
  for (const name of ['b', 'b/2.0.0', './releases/b/2.0.0/', 'releases/b/2.0.0/release.yaml'])
    expect(await chooseReleases(tree, [name])).toEqual(['releases/b/2.0.0']);
  expect(await chooseReleases(tree, ['b', 'a', 'a/1.0.0'])).toEqual(all);
  expect(await chooseRelease(tree, 'b')).toBe('releases/b/2.0.0');
});

test.each(['c', 'a/3', '', 'releases', 'a/1.0'])('%j is no release', async (name) => {
  await expect(chooseReleases(tree, [name])).rejects.toMatchObject({ code: 'usage.value' });
});

test('one is asked for, and two are named', async () => {
  await expect(chooseRelease(tree, 'a')).rejects.toMatchObject({ code: 'usage.value' });
});

test('against the same tree nothing differs, and all can be asked for', async () => {
  const other = openWorkTree(folderWith({ 'releases/a/1.0.0/release.yaml': 'changed: 1\n' }));
  expect((await selectReleases(tree, tree, true)).folders).toEqual(all);
  const { folders, deleted } = await selectReleases(other, tree, false);
  expect(folders).toContain('releases/a/1.0.0');
  expect(deleted).toEqual(['releases/a/1.1.0', 'releases/b/2.0.0']);
});
