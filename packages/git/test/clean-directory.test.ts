import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { firstParents, newCommits, openRepository } from '../src/index.ts';
import { createSandbox, readText, type Sandbox, surroundings, temporaryFolder } from './sandbox.ts';

const formats = ['sha1', 'sha256'] as const;
const nobody = new Set<string>();

/** Two commits of release.yaml: what was honestly promoted, and a forgery. */
function honestAndForged(sandbox: Sandbox): [honest: string, forged: string] {
  sandbox.write('release.yaml', 'honest\n');
  const honest = sandbox.commit('honest');
  sandbox.write('release.yaml', 'forged\n');
  return [honest, sandbox.commit('forged')];
}

for (const format of formats) {
  test(`${format}: a replace ref changes what git shows, and not what is read`, async () => {
    const sandbox = createSandbox(`--object-format=${format}`);
    const [honest, forged] = honestAndForged(sandbox);
    sandbox.git('replace', honest, forged);
    expect(sandbox.git('show', `${honest}:release.yaml`)).toBe('forged');
    expect(await readText(await sandbox.open(), honest, 'release.yaml')).toBe('honest\n');
  });

  test(`${format}: a tampered commit-graph changes what git shows, and not what is read`, async () => {
    const sandbox = createSandbox(`--object-format=${format}`);
    const [honest, forged] = honestAndForged(sandbox);
    const third = sandbox.commit('third');
    const forgedTree = sandbox.git('rev-parse', `${forged}^{tree}`);
    const honestTree = sandbox.git('rev-parse', `${honest}^{tree}`);
    sandbox.git('commit-graph', 'write', '--reachable');
    tamperGraph(sandbox, format, honest, { tree: forgedTree });
    tamperGraph(sandbox, format, forged, { orphan: true });
    expect(sandbox.git('log', '-1', '--format=%T', honest)).toBe(forgedTree);
    expect(sandbox.git('rev-list', third)).toBe(`${third}\n${forged}`);
    expect(() => sandbox.git('merge-base', '--is-ancestor', honest, third)).toThrow();

    const repository = await sandbox.open();
    const all = [third, forged, honest];
    expect((await repository.readCommit(honest)).tree).toBe(honestTree);
    expect(await repository.commitsBetween(null, third)).toEqual(all);
    expect(await repository.isAncestor(honest, third)).toBe(true);
    expect(await newCommits(repository, third, nobody)).toEqual(all);
    expect(await firstParents(repository, third, null)).toEqual(all);
  });
}

test('a graft changes what git shows of history, and not what is read', async () => {
  const sandbox = createSandbox();
  const first = sandbox.commit('first');
  const second = sandbox.commit('second');
  writeFileSync(join(sandbox.root, '.git/info/grafts'), `${second}\n`);
  expect(sandbox.git('rev-list', second)).toBe(second);
  const repository = await sandbox.open();
  expect(await repository.commitsBetween(null, second)).toEqual([second, first]);
  expect(await newCommits(repository, second, nobody)).toEqual([second, first]);
});

test('a shallow clone is refused', async () => {
  const sandbox = createSandbox();
  sandbox.commit('one');
  const head = sandbox.commit('two');
  const shallow = join(temporaryFolder(), 'shallow');
  sandbox.git('clone', '--quiet', '--depth=1', `file://${sandbox.root}`, shallow);
  expect(sandbox.git('-C', shallow, 'rev-list', 'HEAD')).toBe(head);
  await expect(openRepository(shallow, surroundings)).rejects.toMatchObject({ code: 'config.shallow' });
});

test('a forged shallow mark in a full clone cuts history for git, and is refused', async () => {
  const sandbox = createSandbox();
  const first = sandbox.commit('first');
  const second = sandbox.commit('second');
  const repository = await sandbox.open();
  writeFileSync(join(sandbox.root, '.git/shallow'), `${second}\n`);
  expect(sandbox.git('rev-list', second)).toBe(second);
  await expect(openRepository(sandbox.root, surroundings)).rejects.toMatchObject({ code: 'config.shallow' });
  // Nor does a mark count that appears when the repository is already open.
  expect(await repository.commitsBetween(null, second)).toEqual([second, first]);
});

test('an alternate brings git an object with other bytes than its id says, which is refused', async () => {
  const sandbox = createSandbox();
  const [honest, forged] = honestAndForged(sandbox);
  const objects = join(sandbox.root, '.git/objects');
  const alternate = temporaryFolder();
  const honestFile = looseFile(sandbox.git('rev-parse', `${honest}:release.yaml`));
  const forgedFile = looseFile(sandbox.git('rev-parse', `${forged}:release.yaml`));
  mkdirSync(dirname(join(alternate, honestFile)));
  copyFileSync(join(objects, forgedFile), join(alternate, honestFile));
  rmSync(join(objects, honestFile));
  writeFileSync(join(objects, 'info/alternates'), `${alternate}\n`);
  expect(sandbox.git('show', `${honest}:release.yaml`)).toBe('forged');
  const repository = await sandbox.open();
  await expect(readText(repository, honest, 'release.yaml')).rejects.toMatchObject({ code: 'git.object' });
});

function looseFile(id: string): string {
  return join(id.slice(0, 2), id.slice(2));
}

/** Rewrites a commit in the commit-graph, with a checksum that is right again. */
function tamperGraph(
  sandbox: Sandbox,
  format: 'sha1' | 'sha256',
  commit: string,
  change: { tree?: string; orphan?: boolean },
): void {
  const path = join(sandbox.root, '.git/objects/info/commit-graph');
  chmodSync(path, 0o644);
  const bytes = readFileSync(path);
  const idLength = commit.length / 2;
  const chunks = new Map<string, number>();
  for (let index = 0; index < (bytes[6] as number); index += 1) {
    const at = 8 + index * 12;
    chunks.set(bytes.toString('latin1', at, at + 4), Number(bytes.readBigUInt64BE(at + 4)));
  }
  const ids = chunks.get('OIDL') as number;
  const data = chunks.get('CDAT') as number;
  let row = 0;
  while (bytes.toString('hex', ids + row * idLength, ids + (row + 1) * idLength) !== commit) row += 1;
  const record = data + row * (idLength + 16);
  if (change.tree) bytes.write(change.tree, record, 'hex');
  if (change.orphan) bytes.writeUInt32BE(0x70000000, record + idLength);
  const body = bytes.subarray(0, bytes.length - idLength);
  createHash(format).update(body).digest().copy(bytes, body.length);
  writeFileSync(path, bytes);
}
