import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openRepository } from '../src/index.ts';
import { createSandbox, open, readText, temporaryFolder } from './sandbox.ts';

test('hooks, fsmonitor and aliases of the repository never run', async () => {
  const sandbox = createSandbox();
  const proof = join(sandbox.root, 'ran');
  const script = sandbox.script('script.sh', `touch '${proof}'`);
  sandbox.write('a.txt', 'a');
  const commit = sandbox.commit('one');
  sandbox.git('config', 'core.fsmonitor', script);
  sandbox.git('config', 'core.pager', script);
  sandbox.git('config', 'alias.rev-parse', `!${script}`);
  sandbox.git('status');
  expect(existsSync(proof)).toBe(true);
  rmSync(proof);
  const repository = await sandbox.open();
  await repository.resolve('HEAD');
  await repository.refs('refs/');
  await repository.commitsBetween(null, commit);
  expect(existsSync(proof)).toBe(false);
});

test("the caller's environment leads git elsewhere, and the reader not", async () => {
  const sandbox = createSandbox();
  sandbox.write('release.yaml', 'honest\n');
  const honest = sandbox.commit('honest');
  const other = createSandbox();
  other.write('release.yaml', 'forged\n');
  const forged = other.commit('forged');
  const elsewhere = join(other.root, '.git');

  const led: [environment: Record<string, string>, shows: string][] = [
    [{ GIT_DIR: elsewhere }, forged],
    [{ GIT_DIR: elsewhere, GIT_WORK_TREE: sandbox.root }, forged],
    [{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'alias.tip', GIT_CONFIG_VALUE_0: '!echo forged' }, 'forged'],
    [{ GIT_CONFIG_PARAMETERS: "'alias.tip=!echo forged'" }, 'forged'],
  ];
  sandbox.git('config', 'alias.tip', 'rev-parse HEAD');
  other.git('config', 'alias.tip', 'rev-parse HEAD');
  for (const [environment, shows] of led) {
    expect(sandbox.gitWith({ env: environment }, 'tip')).toBe(shows);
    setEnvironment(environment);
    const repository = await sandbox.open();
    expect(repository.location).toMatchObject({ root: sandbox.root, head: honest });
    expect(await repository.resolve('main')).toBe(honest);
    expect(await repository.refs('refs/')).toEqual([{ name: 'refs/heads/main', id: honest }]);
    vi.unstubAllEnvs();
  }
});

test('object folders of the environment are seen by git, and not by the reader', async () => {
  const sandbox = createSandbox();
  const honest = sandbox.commit('honest');
  const other = createSandbox();
  const forged = other.commit('forged');
  const objects = join(other.root, '.git/objects');
  for (const name of ['GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_OBJECT_DIRECTORY']) {
    expect(sandbox.gitWith({ env: { [name]: objects } }, 'cat-file', '-t', forged)).toBe('commit');
    setEnvironment({ [name]: objects });
    const repository = await sandbox.open();
    expect(await repository.find(forged)).toBeNull();
    await expect(repository.readCommit(forged)).rejects.toMatchObject({ code: 'git.object' });
    expect((await repository.readCommit(honest)).id).toBe(honest);
    vi.unstubAllEnvs();
  }
});

test('replace refs of another name, asked for by the environment, change nothing', async () => {
  const sandbox = createSandbox();
  sandbox.write('release.yaml', 'honest\n');
  const honest = sandbox.commit('honest');
  sandbox.write('release.yaml', 'forged\n');
  const forged = sandbox.commit('forged');
  sandbox.git('update-ref', `refs/hidden/${honest}`, forged);
  const environment = { GIT_REPLACE_REF_BASE: 'refs/hidden/' };
  expect(sandbox.gitWith({ env: environment }, 'show', `${honest}:release.yaml`)).toBe('forged');
  setEnvironment(environment);
  expect(await readText(await sandbox.open(), honest, 'release.yaml')).toBe('honest\n');
});

test('a graft file and a shallow file of the environment change nothing', async () => {
  const sandbox = createSandbox();
  const first = sandbox.commit('first');
  const second = sandbox.commit('second');
  sandbox.write('cut', `${second}\n`);
  for (const name of ['GIT_GRAFT_FILE', 'GIT_SHALLOW_FILE']) {
    const environment = { [name]: join(sandbox.root, 'cut') };
    expect(sandbox.gitWith({ env: environment }, 'rev-list', second)).toBe(second);
    setEnvironment(environment);
    expect(await (await sandbox.open()).commitsBetween(null, second)).toEqual([second, first]);
    vi.unstubAllEnvs();
  }
});

test('what a partial clone lacks is an error, and nothing is fetched or run to get it', async () => {
  const server = createSandbox();
  server.write('a.txt', 'promised\n');
  const head = server.commit('one');
  const blob = server.git('rev-parse', 'HEAD:a.txt');
  server.git('config', 'uploadpack.allowFilter', 'true');
  server.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const clone = join(temporaryFolder(), 'partial');
  server.git('clone', '--quiet', '--bare', '--filter=blob:none', `file://${server.root}`, clone);
  const trace = join(server.root, 'fetched');
  const uploadPack = server.script('upload-pack.sh', `touch '${trace}'`, 'exec git-upload-pack "$@"');
  server.git('-C', clone, 'config', 'remote.origin.uploadpack', uploadPack);
  // What a hostile configuration would allow, against a general "never".
  server.git('-C', clone, 'config', 'protocol.file.allow', 'always');

  // A branch whose commit is promised, too: its name alone makes git fetch.
  const promised = server.commit('two');
  writeFileSync(join(clone, 'refs/heads/promised'), `${promised}\n`);

  const repository = await open(clone);
  expect((await repository.readCommit(head)).id).toBe(head);
  expect(await repository.find('promised')).toBeNull();
  expect(await repository.find(promised)).toBeNull();
  await expect(repository.commitsBetween(null, promised)).rejects.toMatchObject({ code: 'git.failed' });
  expect(await repository.refs('refs/heads/promised')).toEqual([
    { name: 'refs/heads/promised', id: promised },
  ]);
  await expect(readText(repository, head, 'a.txt')).rejects.toMatchObject({ code: 'git.object' });
  await expect(repository.digestBlob(blob)).rejects.toMatchObject({ code: 'git.object' });
  expect(await repository.find('1'.repeat(40))).toBeNull();
  expect(await repository.find('main^{/nothing}')).toBeNull();
  expect(await repository.find(`main:a.txt`)).toBeNull();
  expect(existsSync(trace)).toBe(false);

  expect(server.git('-C', clone, 'cat-file', 'blob', blob)).toBe('promised');
  expect(existsSync(trace)).toBe(true);
  rmSync(trace);
  expect(server.git('-C', clone, 'rev-parse', 'promised^{commit}')).toBe(promised);
  expect(existsSync(trace)).toBe(true);
});

function setEnvironment(environment: Record<string, string>): void {
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}

test('where git cannot be started, the folder is named, or git', async () => {
  const sandbox = createSandbox();
  sandbox.write('file', '');
  for (const path of ['nowhere', 'file', 'file/below']) {
    const opened = open(join(sandbox.root, path));
    await expect(opened).rejects.toMatchObject({
      code: 'config.not_a_repository',
      message: expect.stringContaining(join(sandbox.root, path)),
    });
  }
  const without = { path: join(sandbox.root, 'nowhere'), temporary: sandbox.root };
  await expect(openRepository(sandbox.root, without)).rejects.toMatchObject({ code: 'config.engine' });
});
