import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openCacheFolder } from '../src/cache-folder.ts';

const user = process.getuid?.() ?? null;
const stranger = 54321;
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-cache-'));
  const made = home;
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
});

const below = (path: string, mode = 0o700) => {
  const folder = join(home, path);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, mode);
  return folder;
};
const problem = (folder: string | null, as = user) => {
  const opened = openCacheFolder(folder, as);
  return 'problem' in opened ? opened.problem : null;
};

describe('a cache is used', () => {
  test('in a folder of the user’s own, which is made where it is not there', () => {
    const folder = join(home, 'a/gatehouse/policy');
    expect(openCacheFolder(folder, user)).toEqual({ path: folder });
    if (user !== null)
      for (const made of [folder, join(home, 'a')]) expect(statSync(made).mode & 0o777).toBe(0o700);
    expect(openCacheFolder(folder, user)).toEqual({ path: folder });
  });

  test('below a folder that all write to and that keeps to each what is theirs, such as /tmp', () => {
    below('sticky', 0o1777);
    expect(problem(join(home, 'sticky/gatehouse'))).toBe(null);
  });

  test('by its real path', () => {
    symlinkSync(below('real'), join(home, 'link'));
    expect(openCacheFolder(join(home, 'link/gatehouse'), user)).toEqual({
      path: join(home, 'real/gatehouse'),
    });
  });

  test('that others can read', () => {
    expect(problem(below('open', 0o755))).toBe(null);
  });
});

describe('no cache is used', () => {
  test('that has no place, or a relative one', () => {
    expect(problem(null)).toMatch(/HOME/);
    expect(problem(relative(process.cwd(), below('relative')))).toMatch(/relative/);
  });

  test.each(['folder', 'file', 'dangling link'])('in a git work tree, whose .git is a %s', (kind) => {
    const git = join(below('checkout'), '.git');
    if (kind === 'folder') mkdirSync(git);
    if (kind === 'file') writeFileSync(git, 'gitdir: elsewhere\n');
    if (kind === 'dangling link') symlinkSync('nowhere', git);
    expect(problem(join(home, 'checkout/a/b/gatehouse'))).toMatch(/work tree/);
    expect(problem(join(home, 'checkout/a/b/gatehouse'), null)).toMatch(/work tree/);
    expect(existsSync(join(home, 'checkout/a'))).toBe(false);
  });

  test('through a link in a work tree, or a link to one', () => {
    execFileSync('git', ['init', '--quiet', below('checkout')]);
    symlinkSync(below('outside'), join(home, 'checkout/link'));
    symlinkSync(below('checkout/cache'), join(home, 'link'));
    expect(problem(join(home, 'checkout/link/gatehouse'))).toMatch(/work tree/);
    expect(problem(join(home, 'link/gatehouse'))).toMatch(/work tree/);
    expect(existsSync(join(home, 'outside/gatehouse'))).toBe(false);
  });

  test.runIf(user !== null).each(['777', '775', '757', '1777'])(
    'that others can write to: mode %s',
    (mode) => {
      expect(problem(below('gatehouse', Number.parseInt(mode, 8)))).toMatch(/others can write/);
    },
  );

  test.runIf(user !== null).each(['777', '770', '707'])(
    'that others can put another in the place of: mode %s',
    (mode) => {
      below('a/b/gatehouse');
      below('a', Number.parseInt(mode, 8));
      expect(problem(join(home, 'a/b/gatehouse'))).toMatch(/others can write/);
      expect(problem(join(home, 'a/new'))).toMatch(/others can write/);
      expect(existsSync(join(home, 'a/new'))).toBe(false);
    },
  );

  test.runIf(user === 0)('of another user, or below a folder of one (played as root only)', () => {
    chownSync(below('theirs'), stranger, stranger);
    expect(problem(join(home, 'theirs'))).toMatch(/another user/);
    expect(problem(join(home, 'theirs/gatehouse'))).toMatch(/another user/);
    expect(existsSync(join(home, 'theirs/gatehouse'))).toBe(false);
  });

  test.runIf(user !== null)('of root, by somebody else', () => {
    expect(problem(below('mine'), stranger)).toMatch(/another user/);
  });

  test('that cannot be made', () => {
    writeFileSync(join(home, 'file'), '');
    symlinkSync('nowhere', join(home, 'dangling'));
    expect(problem(join(home, 'file'))).not.toBe(null);
    expect(problem(join(home, 'file/gatehouse'))).not.toBe(null);
    expect(problem(join(home, 'dangling/gatehouse'))).not.toBe(null);
  });
});
