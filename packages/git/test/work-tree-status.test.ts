import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkTreeStatus } from '../src/index.ts';
import { createSandbox, type Sandbox, surroundings } from './sandbox.ts';

function openStatus({ root, env }: Sandbox) {
  return openWorkTreeStatus(root, { env, temporary: surroundings.temporary });
}

test('what differs from HEAD, staged or not, tracked or not, below a folder', async () => {
  const sandbox = createSandbox();
  for (const path of ['releases/a', 'releases/b', 'releases/ü x', 'elsewhere']) sandbox.write(path, '1');
  sandbox.commit('one');
  const status = openStatus(sandbox);
  expect(await status.uncommitted('releases')).toEqual([]);
  for (const path of ['releases/a', 'releases/ü x', 'releases/new/c', 'elsewhere']) sandbox.write(path, '2');
  sandbox.git('add', 'releases/a');
  sandbox.git('rm', '--quiet', 'releases/b');
  sandbox.git('mv', 'releases/a', 'releases/d');
  sandbox.write('.gitignore', 'ignored\n');
  sandbox.write('releases/ignored', '');
  expect(await status.uncommitted('releases')).toEqual(
    ['releases/a', 'releases/b', 'releases/d', 'releases/new/c', 'releases/ü x'].sort(),
  );
});

test('which files are ignored, and by which rule; what is tracked is not', async () => {
  const sandbox = createSandbox();
  sandbox.write('.gitignore', '# ours\n*.log\n!kept.log\n');
  for (const path of ['a.log', 'kept.log', 'forced.log', 'ü x.log', 'b.txt']) sandbox.write(path, '');
  sandbox.git('add', '--force', 'forced.log');
  const status = openStatus(sandbox);
  const found = await status.ignored(['a.log', 'forced.log', 'ü x.log', 'b.txt', 'not there.log']);
  expect([...found]).toEqual([
    ['a.log', '.gitignore:2: *.log'],
    ['ü x.log', '.gitignore:2: *.log'],
    ['not there.log', '.gitignore:2: *.log'],
  ]);
  expect(await status.ignored(['b.txt'])).toEqual(new Map());
  expect(await status.ignored([])).toEqual(new Map());
});

test('a rule that takes a file back does not ignore it', async () => {
  const sandbox = createSandbox();
  sandbox.write('.gitignore', '*.log\n!kept.log\n');
  sandbox.write('kept.log', '');
  expect(await openStatus(sandbox).ignored(['kept.log'])).toEqual(new Map());
});

test('what LFS replaces is what is marked for it, where it is set up', async () => {
  const sandbox = createSandbox();
  sandbox.write('.gitattributes', '*.onnx filter=lfs\n*.bin filter=other\n');
  const status = openStatus(sandbox);
  expect(await status.inLfs(['a.onnx', 'b.bin', 'c.txt'])).toEqual([]);
  sandbox.git('config', 'filter.lfs.process', 'git-lfs filter-process');
  expect(await status.inLfs(['a.onnx', 'b.bin', 'c.txt'])).toEqual(['a.onnx']);
  expect(await status.inLfs([])).toEqual([]);
});

test('no hook and no monitor runs, and the index stays as it is', async () => {
  const sandbox = createSandbox();
  const proof = join(sandbox.root, 'ran');
  const script = sandbox.script('.git/hooks/post-index-change', `touch '${proof}'`);
  sandbox.write('a', '1');
  sandbox.commit('one');
  expect(existsSync(proof)).toBe(true);
  sandbox.git('config', 'core.fsmonitor', script);
  rmSync(proof, { force: true });
  sandbox.write('a', '1');
  expect(await openStatus(sandbox).uncommitted('.')).not.toContain('a');
  expect(existsSync(proof)).toBe(false);
});

test('outside of a repository git says so', async () => {
  const sandbox = createSandbox();
  const nowhere = { ...sandbox, root: surroundings.temporary };
  await expect(openStatus(nowhere).uncommitted('.')).rejects.toMatchObject({ code: 'git.failed' });
});
