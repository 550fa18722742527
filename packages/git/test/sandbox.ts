import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type OpenOptions, openRepository, type Repository } from '../src/index.ts';

export const surroundings = { path: process.env.PATH ?? '', temporary: realpathSync(tmpdir()) };

/** A tree entry as raw as git stores it: any mode, any name. */
export type RawEntry = [mode: string, name: string | Buffer, id: string];

/** A real repository in a temporary folder, without any configuration of the machine. */
export interface Sandbox {
  root: string;
  env: Record<string, string>;
  git(...args: string[]): string;
  gitWith(options: { env?: Record<string, string>; input?: string | Buffer }, ...args: string[]): string;
  write(path: string, content: string): void;
  /** Writes an executable shell script, and gives its path. */
  script(path: string, ...lines: string[]): string;
  commit(message: string): string;
  /** Writes an object as it is, without the checks that git makes; gives its id. */
  object(type: 'blob' | 'tree' | 'commit', content: string | Buffer): string;
  tree(...entries: RawEntry[]): string;
  open(options?: OpenOptions): Promise<Repository>;
}

export function temporaryFolder(): string {
  const path = mkdtempSync(join(surroundings.temporary, 'gatehouse-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export async function open(directory: string, options?: OpenOptions): Promise<Repository> {
  const repository = await openRepository(directory, surroundings, options);
  onTestFinished(() => repository.close());
  return repository;
}

export function createSandbox(...initArgs: string[]): Sandbox {
  const root = temporaryFolder();
  const env = {
    PATH: surroundings.path,
    HOME: root,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
  };
  const gitWith: Sandbox['gitWith'] = (options, ...args) =>
    execFileSync('git', args, {
      cwd: root,
      env: { ...env, ...options.env },
      input: options.input ?? '',
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  const git = (...args: string[]) => gitWith({}, ...args);
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const object: Sandbox['object'] = (type, input) =>
    gitWith({ input }, 'hash-object', '-w', '--literally', '-t', type, '--stdin');
  git('init', '--quiet', '--initial-branch=main', ...initArgs);
  return {
    root,
    env,
    git,
    gitWith,
    write,
    script(path, ...lines) {
      write(path, `#!/bin/sh\n${lines.join('\n')}\n`);
      chmodSync(join(root, path), 0o755);
      return join(root, path);
    },
    commit(message) {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    object,
    tree: (...entries) =>
      object(
        'tree',
        Buffer.concat(
          entries.map(([mode, name, id]) =>
            Buffer.concat([
              ...[`${mode} `, name, '\0'].map((part) => Buffer.from(part as string)),
              Buffer.from(id, 'hex'),
            ]),
          ),
        ),
      ),
    open: (options) => open(root, options),
  };
}

/** The text of a file of a commit, read through a repository of ours. */
export async function readText(repository: Repository, commit: string, path: string): Promise<string> {
  const { tree } = await repository.readCommit(commit);
  const entry = await repository.findEntry(tree, path);
  return (await repository.readBlob(entry?.id ?? '')).toString();
}
