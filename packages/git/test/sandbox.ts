import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openRepository, type Repository } from '../src/index.ts';

export const surroundings = { path: process.env.PATH ?? '', temporary: realpathSync(tmpdir()) };

/** A real repository in a temporary folder, without any configuration of the machine. */
export interface Sandbox {
  root: string;
  git(...args: string[]): string;
  write(path: string, content: string): void;
  commit(message: string): string;
  open(): Promise<Repository>;
}

export function createSandbox(...initArgs: string[]): Sandbox {
  const root = mkdtempSync(join(surroundings.temporary, 'gatehouse-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const env = {
    PATH: surroundings.path,
    HOME: root,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
  };
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  git('init', '--quiet', '--initial-branch=main', ...initArgs);
  return {
    root,
    git,
    write(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    commit(message) {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    async open() {
      const repository = await openRepository(root, surroundings);
      onTestFinished(() => repository.close());
      return repository;
    },
  };
}
