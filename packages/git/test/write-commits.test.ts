import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWriter } from '../src/write-commits.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

/** main and a branch that each have a commit of their own. */
function diverged(): { sandbox: Sandbox; main: string; head: string } {
  const sandbox = createSandbox();
  sandbox.write('a.txt', 'a\n');
  sandbox.commit('root');
  sandbox.git('checkout', '--quiet', '-b', 'branch');
  sandbox.write('b.txt', 'b\n');
  const head = sandbox.commit('branch');
  sandbox.git('checkout', '--quiet', 'main');
  const main = sandbox.commit('main');
  sandbox.git('checkout', '--quiet', 'branch');
  return { sandbox, main, head };
}

function addKey(sandbox: Sandbox): void {
  const key = join(sandbox.root, '.git/key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ada', '-f', key]);
  sandbox.git('config', 'gpg.format', 'ssh');
  sandbox.git('config', 'user.signingkey', key);
}

test('a merge has both parents, and the date that it is given', async () => {
  const { sandbox, main, head } = diverged();
  const writer = openWriter(sandbox.root, sandbox.env);
  const date = '2025-02-03T04:05:06Z';
  const merge = await writer.merge('main', head, 'Promote\n', { date });
  const about = sandbox.git('show', '--no-patch', '--date=iso-strict', '--format=%P%n%aI%n%cI', merge);
  const written = date.replace('Z', '+00:00');
  expect(about.split('\n').map((line) => line.replace(/Z$/, '+00:00'))).toEqual([
    `${main} ${head}`,
    written,
    written,
  ]);
  expect(sandbox.git('cat-file', 'commit', merge)).not.toContain('gpgsig');
});

test('a date is taken for this merge alone, and fractions of a second are left off', async () => {
  const { sandbox, head } = diverged();
  const writer = openWriter(sandbox.root, sandbox.env);
  const merge = await writer.merge('main', head, 'Promote\n', { date: '2025-02-03T04:05:06.789Z' });
  expect(sandbox.git('show', '--no-patch', '--format=%ct', merge)).toBe('1738555506');
  sandbox.write('c.txt', 'c');
  const next = await writer.commitPaths(['c.txt'], 'next');
  expect(sandbox.git('show', '--no-patch', '--format=%ct', next)).not.toBe('1738555506');
});

test('a date that git would guess at is refused, and nothing is merged', async () => {
  const { sandbox, main, head } = diverged();
  const writer = openWriter(sandbox.root, sandbox.env);
  for (const date of [
    'yesterday',
    '2025-02-03',
    '2025-02-03T04:05:06',
    '2025-13-03T04:05:06Z',
    '',
    '@0 +0000',
  ]) {
    await expect(writer.merge('main', head, 'Promote\n', { date })).rejects.toMatchObject({
      code: 'usage.value',
    });
  }
  expect(sandbox.git('rev-parse', 'main')).toBe(main);
});

test('a merge is signed if that is asked for, or configured', async () => {
  for (const configured of [false, true]) {
    const { sandbox, head } = diverged();
    addKey(sandbox);
    if (configured) sandbox.git('config', 'commit.gpgsign', 'true');
    const writer = openWriter(sandbox.root, sandbox.env);
    const merge = await writer.merge('main', head, 'Promote\n', configured ? {} : { sign: true });
    expect(sandbox.git('cat-file', 'commit', merge)).toContain('gpgsig -----BEGIN SSH SIGNATURE-----');
  }
});

test('a merge that can not be signed leaves everything as it was', async () => {
  const { sandbox, main, head } = diverged();
  sandbox.git('config', 'gpg.format', 'ssh');
  sandbox.git('config', 'user.signingkey', join(sandbox.root, 'none'));
  const writer = openWriter(sandbox.root, sandbox.env);
  await expect(writer.merge('main', head, 'Promote\n', { sign: true })).rejects.toMatchObject({
    code: 'config.signing_key',
  });
  expect(sandbox.git('rev-parse', 'main')).toBe(main);
  expect(sandbox.git('branch', '--show-current')).toBe('branch');
  expect(sandbox.git('status', '--porcelain')).toBe('');
});

test('a merge with a conflict leaves everything as it was', async () => {
  const { sandbox } = diverged();
  sandbox.write('a.txt', 'mine\n');
  const head = sandbox.commit('mine');
  sandbox.git('checkout', '--quiet', 'main');
  sandbox.write('a.txt', 'theirs\n');
  const main = sandbox.commit('theirs');
  sandbox.git('checkout', '--quiet', 'branch');
  const writer = openWriter(sandbox.root, sandbox.env);
  await expect(writer.merge('main', head, 'Promote\n')).rejects.toMatchObject({ code: 'git.failed' });
  expect(sandbox.git('rev-parse', 'main')).toBe(main);
  expect(sandbox.git('branch', '--show-current')).toBe('branch');
  expect(sandbox.git('status', '--porcelain')).toBe('');
});
