import { expect, test } from 'vitest';
import { findPaths, type Objects } from '../src/index.ts';
import { createSandbox, type RawEntry } from './sandbox.ts';

test('every path of every blob that is looked for', async () => {
  const sandbox = createSandbox();
  for (const path of ['a/b/one', 'a/two', 'one', 'z/more', 'z/one']) sandbox.write(path, path.slice(-3));
  sandbox.write('a/other', 'other');
  sandbox.commit('Files');
  const repository = await sandbox.open();
  const [one, two] = ['one', 'a/two'].map((path) => sandbox.git('rev-parse', `HEAD:${path}`)) as [
    string,
    string,
  ];
  const tree = sandbox.git('rev-parse', 'HEAD^{tree}');
  const find = (objects: Objects, ...ids: string[]) => findPaths(objects, tree, new Set(ids));
  expect(await find(repository, one, two, '0'.repeat(40))).toEqual(
    new Map([
      [one, ['a/b/one', 'one', 'z/one']],
      [two, ['a/two']],
    ]),
  );
  expect(await find(repository)).toEqual(new Map());
  // A folder that is not there hides what is below it, and nothing else.
  const z = sandbox.git('rev-parse', 'HEAD:z');
  const lacking: Objects = {
    ...repository,
    readTree: (id) => repository.readTree(id === z ? '0'.repeat(40) : id),
  };
  expect(await find(lacking, one)).toEqual(new Map([[one, ['a/b/one', 'one']]]));
});

test('trees that are endless to walk are not walked, or refused', async () => {
  const sandbox = createSandbox();
  const twice = (id: string): RawEntry[] => [
    ['40000', 'a', id],
    ['40000', 'b', id],
  ];
  const blob = sandbox.object('blob', 'x');
  let tree = sandbox.tree(['100644', 'x', blob]);
  for (let level = 0; level < 60; level += 1) tree = sandbox.tree(...twice(tree));
  const repository = await sandbox.open();
  expect(await findPaths(repository, tree, new Set(['0'.repeat(40)]))).toEqual(new Map());
  await expect(findPaths(repository, tree, new Set([blob]))).rejects.toMatchObject({
    code: 'input.too_large',
  });
});
