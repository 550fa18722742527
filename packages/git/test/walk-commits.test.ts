import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type CommitLinks, firstParents, newCommits } from '../src/index.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

const nobody = new Set<string>();

/** main: a, b, M1(b, s2), c, M2(c, M1') … : a history with merges, criss-cross and an octopus. */
function tangle(sandbox: Sandbox): { ids: Record<string, string>; head: string } {
  const tree = sandbox.tree();
  const ids: Record<string, string> = {};
  const add = (name: string, ...parents: string[]) => {
    const options = parents.flatMap((parent) => ['-p', ids[parent] as string]);
    ids[name] = sandbox.git('commit-tree', tree, '-m', name, ...options);
  };
  add('root');
  add('a', 'root');
  add('b', 'root');
  add('ab', 'a', 'b');
  add('ba', 'b', 'a');
  add('c', 'ab');
  add('other root');
  add('octopus', 'c', 'ba', 'other root');
  add('head', 'octopus');
  return { ids, head: ids.head as string };
}

describe.each(['sha1', 'sha256'])('%s', (format) => {
  test('new commits are those that git lists, children before parents, the same each time', async () => {
    const sandbox = createSandbox(`--object-format=${format}`);
    const { ids, head } = tangle(sandbox);
    const repository = await sandbox.open();
    for (const known of [[], ['root'], ['ab'], ['ab', 'ba'], ['c', 'other root'], ['octopus'], ['head']]) {
      const without = known.map((name) => `^${ids[name]}`);
      const expected = sandbox
        .git('rev-list', head, ...without)
        .split('\n')
        .filter(Boolean);
      const excluded = new Set(
        known.flatMap((name) => sandbox.git('rev-list', ids[name] as string).split('\n')),
      );
      const walked = await newCommits(repository, head, excluded);
      expect([...walked].sort()).toEqual(expected.sort());
      expect(await newCommits(repository, head, excluded)).toEqual(walked);
      await expectChildrenFirst(repository.readCommit, walked);
    }
  });

  test('first parents are followed to before a commit of the chain', async () => {
    const sandbox = createSandbox(`--object-format=${format}`);
    const { ids, head } = tangle(sandbox);
    const repository = await sandbox.open();
    const chain = ['head', 'octopus', 'c', 'ab', 'a', 'root'].map((name) => ids[name] as string);
    expect(await firstParents(repository, head, null)).toEqual(chain);
    for (const [index, id] of chain.entries()) {
      expect(await firstParents(repository, head, id)).toEqual(chain.slice(0, index));
    }
  });
});

test('a commit that came in by a merge, or not at all, is not on the chain', async () => {
  const sandbox = createSandbox();
  const { ids, head } = tangle(sandbox);
  const repository = await sandbox.open();
  for (const name of ['b', 'ba', 'other root']) {
    await expect(firstParents(repository, head, ids[name] as string)).rejects.toMatchObject({
      code: 'git.ref',
    });
  }
  await expect(firstParents(repository, ids.a as string, head)).rejects.toMatchObject({ code: 'git.ref' });
  await expect(firstParents(repository, head, '1'.repeat(40))).rejects.toMatchObject({ code: 'git.object' });
});

test('a hint that is not what the raw bytes say is refused', async () => {
  const sandbox = createSandbox();
  const { ids, head } = tangle(sandbox);
  const repository = await sandbox.open();
  const id = (name: string) => ids[name] as string;
  const { readCommit } = repository;
  const hints = [
    [],
    [head],
    [head, id('c')],
    [head, id('octopus'), id('ba'), id('b'), id('root')],
    [id('octopus')],
  ];
  for (const hint of hints) {
    const lying = { readCommit, firstParentHint: async () => hint };
    await expect(firstParents(lying, head, null)).rejects.toMatchObject({ code: 'git.object' });
  }
  const short = { readCommit, firstParentHint: async () => [head] };
  await expect(firstParents(short, head, id('c'))).rejects.toMatchObject({ code: 'git.ref' });
  const long = { readCommit, firstParentHint: async () => [head, id('octopus'), id('c'), id('ab')] };
  expect(await firstParents(long, head, id('c'))).toEqual([head, id('octopus')]);
});

test('a missing parent is an error, not an end', async () => {
  const sandbox = createSandbox();
  const first = sandbox.commit('first');
  const text = sandbox.git('cat-file', 'commit', first).replace('\n', `\nparent ${'1'.repeat(40)}\n`);
  const orphan = sandbox.object('commit', `${text}\n`);
  const repository = await sandbox.open();
  await expect(newCommits(repository, orphan, nobody)).rejects.toMatchObject({ code: 'git.object' });
  await expect(firstParents(repository, orphan, null)).rejects.toMatchObject({
    code: expect.stringMatching(/^git\./),
  });
});

test('a parent that is named twice counts once', async () => {
  const sandbox = createSandbox();
  const first = sandbox.commit('first');
  const text = sandbox.git('cat-file', 'commit', first);
  const twice = sandbox.object('commit', `${text.replace('\n', `\nparent ${first}\nparent ${first}\n`)}\n`);
  const repository = await sandbox.open();
  expect(await newCommits(repository, twice, nobody)).toEqual([twice, first]);
});

test('a hundred thousand commits are walked without recursion', async () => {
  const id = (index: number) => createHash('sha1').update(`${index}`).digest('hex');
  const commits = new Map<string, CommitLinks>();
  for (let index = 0; index < 100_000; index += 1) {
    const parents = index === 0 ? [] : [id(index - 1), ...(index % 3 === 2 ? [id(index - 2)] : [])];
    commits.set(id(index), { id: id(index), tree: id(0), parents, bytes: Buffer.alloc(0) });
  }
  const readCommit = async (one: string) => commits.get(one) as CommitLinks;
  const walked = await newCommits({ readCommit }, id(99_999), new Set([id(9)]));
  expect(walked.length).toBe(99_999 - 9);
});

async function expectChildrenFirst(
  readCommit: (id: string) => Promise<CommitLinks>,
  order: readonly string[],
): Promise<void> {
  for (const [index, id] of order.entries()) {
    for (const parent of (await readCommit(id)).parents) {
      const place = order.indexOf(parent);
      if (place !== -1) expect(place).toBeGreaterThan(index);
    }
  }
}
