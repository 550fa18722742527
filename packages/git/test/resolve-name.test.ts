import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRef } from '../src/index.ts';
import { createSandbox, open, type Sandbox, surroundings, temporaryFolder } from './sandbox.ts';

/** Two commits: main is at the first, and nothing is at the second. */
function honestAndForged(...initArgs: string[]): { sandbox: Sandbox; honest: string; forged: string } {
  const sandbox = createSandbox(...initArgs);
  const honest = sandbox.commit('honest');
  const forged = sandbox.git('commit-tree', '-p', honest, '-m', 'forged', `${honest}^{tree}`);
  return { sandbox, honest, forged };
}

const ambiguous = { code: 'git.ref', message: expect.stringMatching(/may mean/) };

test('a tag of the name of a branch is what git takes, and an error here that names both', async () => {
  const { sandbox, honest, forged } = honestAndForged();
  sandbox.git('update-ref', 'refs/remotes/origin/main', honest);
  for (const name of ['main', 'origin/main']) {
    sandbox.git('update-ref', `refs/tags/${name}`, forged);
    expect(sandbox.git('rev-parse', name)).toBe(forged);
  }
  for (const packed of [false, true]) {
    if (packed) sandbox.git('pack-refs', '--all');
    const repository = await sandbox.open();
    for (const name of ['main', 'origin/main', 'main~0', 'origin/main^{commit}', 'origin/main^0']) {
      await expect(repository.resolve(name)).rejects.toMatchObject(ambiguous);
      await expect(repository.find(name)).rejects.toMatchObject(ambiguous);
    }
    await expect(repository.resolve('origin/main')).rejects.toThrow(
      /refs\/tags\/origin\/main, refs\/remotes\/origin\/main|refs\/remotes\/origin\/main, refs\/tags\/origin\/main/,
    );
    expect(await repository.resolve('refs/heads/main')).toBe(honest);
    expect(await repository.resolve('refs/remotes/origin/main')).toBe(honest);
    expect(await repository.resolve('refs/tags/origin/main')).toBe(forged);
    expect(await repository.resolve('heads/main')).toBe(honest);
  }
});

const places = ['refs/x', 'refs/tags/x', 'refs/heads/x', 'refs/remotes/x', 'refs/remotes/x/HEAD'];
const pairs = places.flatMap((one, index) => places.slice(index + 1).map((other) => [one, other] as const));

test.each(places)('%s alone is what x means', async (ref) => {
  const { sandbox, honest } = honestAndForged();
  sandbox.git('update-ref', ref, honest);
  const repository = await sandbox.open();
  expect(await repository.resolve('x')).toBe(honest);
  expect(await repository.resolve(ref)).toBe(honest);
});

test.each(pairs.filter(([one, other]) => !other.startsWith(`${one}/`)))(
  '%s and %s make x an error, even of one commit',
  async (one, other) => {
    const { sandbox, honest, forged } = honestAndForged();
    sandbox.git('update-ref', one, honest);
    sandbox.git('update-ref', other, honest);
    await expect((await sandbox.open()).resolve('x')).rejects.toMatchObject(ambiguous);
    sandbox.git('update-ref', other, forged);
    await expect((await sandbox.open()).resolve('x')).rejects.toMatchObject(ambiguous);
  },
);

test.each(['refs/tags/', 'refs/heads/', 'refs/remotes/', 'refs/'])(
  'a full name is that ref: git takes %srefs/heads/gone for refs/heads/gone, and we do not',
  async (prefix) => {
    const { sandbox, honest, forged } = honestAndForged();
    for (const full of ['refs/heads/gone', 'refs/heads/main', 'refs/remotes/origin/main']) {
      sandbox.git('update-ref', `${prefix}${full}`, forged);
    }
    expect(sandbox.git('rev-parse', 'refs/heads/gone')).toBe(forged);
    const repository = await sandbox.open();
    expect(await repository.find('refs/heads/gone')).toBeNull();
    expect(await repository.find('refs/remotes/origin/main')).toBeNull();
    expect(await repository.resolve('refs/heads/main')).toBe(honest);
    await expect(repository.resolve('refs/heads/gone')).rejects.toMatchObject({ code: 'git.ref' });
  },
);

test('what only begins like a name, or lies below it, is not it', async () => {
  const { sandbox, honest, forged } = honestAndForged();
  for (const ref of ['refs/heads/mainline', 'refs/heads/x/main', 'refs/tags/v1/rc', 'refs/tags/v10']) {
    sandbox.git('update-ref', ref, forged);
  }
  const repository = await sandbox.open();
  expect(await repository.resolve('main')).toBe(honest);
  expect(await repository.find('v1')).toBeNull();
  expect(await repository.find('x')).toBeNull();
  const read = (name: string) => readRef(sandbox.root, name, surroundings);
  expect(await read('refs/heads/main')).toBe(honest);
  expect(await read('refs/tags/v1')).toBeNull();
  expect(await read('refs/heads/x')).toBeNull();
});

for (const format of ['sha1', 'sha256']) {
  test(`${format}: a full id is that commit, whatever has its name`, async () => {
    const { sandbox, honest, forged } = honestAndForged(`--object-format=${format}`);
    for (const folder of ['refs/heads', 'refs/tags', 'refs']) {
      sandbox.git('update-ref', `${folder}/${honest}`, forged);
    }
    const repository = await sandbox.open();
    expect(await repository.resolve(honest)).toBe(honest);
    expect(await repository.resolve(honest.toUpperCase())).toBe(honest);
    expect(await repository.resolve(`${forged}~1`)).toBe(honest);
    expect(await repository.find('1'.repeat(honest.length))).toBeNull();
  });

  test(`${format}: the beginning of an id is that commit, unless a ref has its name`, async () => {
    const { sandbox, honest, forged } = honestAndForged(`--object-format=${format}`);
    const short = honest.slice(0, 9);
    expect(await (await sandbox.open()).resolve(short)).toBe(honest);
    expect(await (await sandbox.open()).resolve(`${forged.slice(0, 9)}~1`)).toBe(honest);
    sandbox.git('tag', short, forged);
    expect(sandbox.git('rev-parse', short)).toBe(forged);
    await expect((await sandbox.open()).resolve(short)).rejects.toMatchObject(ambiguous);
    // Where no commit begins so, it is a name like any other.
    sandbox.git('branch', 'facade00000', forged);
    expect(await (await sandbox.open()).resolve('facade00000')).toBe(forged);
  });
}

test('the beginning of several ids is an error, and not "none"', async () => {
  const sandbox = createSandbox();
  const commits = Array.from(
    { length: 2000 },
    (_, index) => `commit refs/heads/main
mark :${index + 1}
committer Ada <ada@example.org> ${index} +0000
data 0
`,
  );
  sandbox.gitWith({ input: commits.join('') }, 'fast-import', '--quiet');
  const starts = sandbox
    .git('rev-list', 'main')
    .split('\n')
    .map((id) => id.slice(0, 4));
  const twice = starts.find((start, index) => starts.indexOf(start) !== index) ?? '';
  expect(twice).toMatch(/^[0-9a-f]{4}$/);
  const repository = await sandbox.open();
  await expect(repository.find(twice)).rejects.toMatchObject({
    code: 'git.ref',
    message: expect.stringMatching(/several ids/),
  });
});

test('steps after a name go by the bytes of the commits', async () => {
  const { sandbox, honest, forged } = honestAndForged();
  const merge = sandbox.git('commit-tree', '-p', honest, '-p', forged, '-m', 'merge', `${honest}^{tree}`);
  sandbox.git('update-ref', 'refs/heads/main', merge);
  sandbox.git('tag', '--annotate', '--message', 'v1', 'v1', merge);
  writeFileSync(join(sandbox.root, '.git/info/grafts'), `${merge} ${forged}\n`);
  expect(sandbox.git('rev-parse', 'main~1')).toBe(forged);
  const repository = await sandbox.open();
  for (const name of ['main', 'refs/heads/main', 'HEAD', '@', 'v1', merge, merge.slice(0, 9)]) {
    expect(await repository.resolve(name)).toBe(merge);
    expect(await repository.resolve(`${name}^{commit}`)).toBe(merge);
    expect(await repository.resolve(`${name}^{}`)).toBe(merge);
    expect(await repository.resolve(`${name}~1`)).toBe(honest);
    expect(await repository.resolve(`${name}^`)).toBe(honest);
    expect(await repository.resolve(`${name}^2`)).toBe(forged);
    expect(await repository.resolve(`${name}^2~1^0`)).toBe(honest);
    expect(await repository.find(`${name}~2`)).toBeNull();
    expect(await repository.find(`${name}^3`)).toBeNull();
    expect(await repository.find(`${name}~${'9'.repeat(30)}`)).toBeNull();
  }
});

test('other ways of git to name a commit are not taken, and the error says what is', async () => {
  const { sandbox, honest } = honestAndForged();
  sandbox.git('commit', '--quiet', '--allow-empty', '--message', 'second');
  sandbox.git('tag', '--annotate', '--message', 'v1', 'v1', honest);
  const described = sandbox.git('describe');
  const searches = ['@{0}', 'main@{0}', 'main@{1}', 'HEAD@{0}', ':/honest', 'main^{/honest}', described];
  for (const name of searches) expect(sandbox.git('rev-parse', name)).toMatch(/^[0-9a-f]{40}$/);
  const repository = await sandbox.open();
  const others = [
    ...['@{-1}', '@{u}', 'main@{upstream}', 'main..v1', 'main...v1', '^main', 'main^!', 'main^@', 'main^-1'],
    ...['main^{tree}', 'v1^{tag}', 'main:', ':0:a', 'main ', ' main', 'ma*', 'ma?n', '[m]ain', 'ma\\in'],
    ...[
      '/main',
      'main/',
      'heads//main',
      'main.',
      'x.lock',
      '.main',
      'heads/.main',
      '~1',
      '^',
      '',
      'refs/',
      'refs',
    ],
    ...[
      'main\u0001',
      'main\u007f',
      'main\n',
      '--all',
      '-h',
      '--git-dir=.',
      'refs/heads/../heads/main',
      '../HEAD',
    ],
  ];
  for (const name of [...searches, ...others]) {
    await expect(repository.resolve(name), name).rejects.toMatchObject({
      code: 'git.ref',
      hint: expect.stringMatching(/may follow/),
    });
    expect(await repository.find(name), name).toBeNull();
  }
});

test('names of other alphabets are names, and their forms are not one', async () => {
  const { sandbox, honest, forged } = honestAndForged();
  const [composed, decomposed] = ['größe'.normalize('NFC'), 'größe'.normalize('NFD')];
  sandbox.git('update-ref', `refs/heads/${composed}`, honest);
  sandbox.git('update-ref', `refs/tags/${decomposed}`, forged);
  sandbox.git('update-ref', 'refs/heads/修正/一', honest);
  const repository = await sandbox.open();
  expect(await repository.resolve(composed)).toBe(honest);
  expect(await repository.resolve(decomposed)).toBe(forged);
  expect(await repository.resolve('修正/一')).toBe(honest);
});

test("a file of git's own has its name alone", async () => {
  const { sandbox, honest, forged } = honestAndForged();
  writeFileSync(join(sandbox.root, '.git/FETCH_HEAD'), `${forged}\t\tbranch 'x' of somewhere\n`);
  expect(await (await sandbox.open()).resolve('FETCH_HEAD')).toBe(forged);
  expect(await (await sandbox.open()).resolve('HEAD')).toBe(honest);
  expect(await (await sandbox.open()).find('ORIG_HEAD')).toBeNull();
  for (const name of ['HEAD', 'FETCH_HEAD']) {
    sandbox.git('update-ref', `refs/tags/${name}`, honest);
    await expect((await sandbox.open()).resolve(name)).rejects.toMatchObject(ambiguous);
  }
  // Nothing else that lies in the git directory is a ref.
  writeFileSync(join(sandbox.root, '.git/planted'), `${forged}\n`);
  writeFileSync(join(sandbox.root, '.git/PLANTED_HEAD'), `${forged}\n`);
  expect(sandbox.git('rev-parse', 'PLANTED_HEAD')).toBe(forged);
  const repository = await sandbox.open();
  expect(await repository.find('planted')).toBeNull();
  expect(await repository.find('PLANTED_HEAD')).toBeNull();
});

test('the head is what HEAD itself names, not a tag of that name', async () => {
  const { sandbox, honest, forged } = honestAndForged();
  sandbox.git('update-ref', 'refs/tags/HEAD', forged);
  const bare = join(temporaryFolder(), 'bare.git');
  sandbox.git('clone', '--quiet', '--bare', sandbox.root, bare);
  for (const folder of [sandbox.root, bare]) {
    const git = (...args: string[]) => sandbox.git('-C', folder, ...args);
    expect((await open(folder)).location.head).toBe(honest);
    git('symbolic-ref', 'HEAD', 'refs/heads/unborn');
    expect(git('rev-parse', 'HEAD')).toBe(forged);
    const unborn = await open(folder);
    expect(unborn.location.head).toBeNull();
    expect(await unborn.headRef()).toBe('refs/heads/unborn');
    git('update-ref', '--no-deref', 'HEAD', honest);
    const detached = await open(folder);
    expect(detached.location.head).toBe(honest);
    expect(await detached.headRef()).toBeNull();
  }
});

test('a ref that cannot be read is no reason to take another of its name', async () => {
  const { sandbox, honest, forged } = honestAndForged();
  mkdirSync(join(sandbox.root, '.git/refs/remotes/origin'), { recursive: true });
  writeFileSync(join(sandbox.root, '.git/refs/remotes/origin/HEAD'), 'ref: refs/remotes/origin/gone\n');
  writeFileSync(join(sandbox.root, '.git/refs/heads/work'), 'no id\n');
  sandbox.git('update-ref', 'refs/tags/work', forged);
  const repository = await sandbox.open();
  await expect(repository.resolve('work')).rejects.toMatchObject({ code: 'git.ref' });
  await expect(repository.find('refs/heads/work')).rejects.toMatchObject({ code: 'git.ref' });
  // Broken refs beside it do not matter.
  sandbox.git('update-ref', 'refs/heads/wo', honest);
  expect(await repository.resolve('wo')).toBe(honest);
  expect(await repository.resolve('main')).toBe(honest);
});

test('a linked work tree has a HEAD of its own and the refs of all', async () => {
  const { sandbox, honest, forged } = honestAndForged();
  const linked = join(temporaryFolder(), 'linked');
  sandbox.git('worktree', 'add', '--quiet', '--detach', linked, forged);
  sandbox.git('update-ref', 'refs/tags/main', forged);
  const repository = await open(linked);
  expect(await repository.resolve('HEAD')).toBe(forged);
  expect(await repository.resolve('refs/heads/main')).toBe(honest);
  await expect(repository.resolve('main')).rejects.toMatchObject(ambiguous);
});
