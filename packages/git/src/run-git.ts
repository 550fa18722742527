import { spawn } from 'node:child_process';
import { GatehouseError } from '@gatehouse/contracts';

/** What of the caller's surroundings git may see. Nothing else of the environment reaches it. */
export interface Surroundings {
  /** The PATH on which git is looked up. */
  readonly path: string;
  /** A folder for temporary files. */
  readonly temporary: string;
}

/**
 * Reading must not depend on anything that the judged side can set: no system, user or environment
 * configuration, no replace refs, no commit-graph, no hooks, no file-system monitor, no prompts, no network.
 */
const readingOptions = [
  '-c',
  'safe.directory=*',
  '-c',
  'core.commitGraph=false',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '--no-optional-locks',
];

export function readingEnvironment(surroundings: Surroundings): Record<string, string> {
  return {
    PATH: surroundings.path,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    // No protocol at all; other than protocol.allow, the repository's configuration can not overrule it.
    GIT_ALLOW_PROTOCOL: '',
    GIT_TERMINAL_PROMPT: '0',
  };
}

export interface GitResult {
  code: number;
  stdout: Buffer;
  stderr: string;
}

/** Starts git for reading. `where`: a working folder (`cwd`) or a git directory (`gitDirectory`). */
export function spawnGit(
  args: readonly string[],
  where: { cwd?: string; gitDirectory?: string },
  surroundings: Surroundings,
) {
  const place = where.gitDirectory === undefined ? [] : [`--git-dir=${where.gitDirectory}`];
  return spawn('git', [...readingOptions, ...place, ...args], {
    cwd: where.cwd ?? where.gitDirectory,
    env: readingEnvironment(surroundings),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
}

/** Runs git for reading and gives its whole output. Throws `config.engine` only when git can not be started. */
export async function runGit(
  args: readonly string[],
  where: { cwd?: string; gitDirectory?: string },
  surroundings: Surroundings,
): Promise<GitResult> {
  const child = spawnGit(args, where, surroundings);
  child.stdin.on('error', () => {});
  child.stdin.end();
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', (cause) => reject(gitMissing(cause)));
    child.on('close', (exit) => resolve(exit ?? 128));
  });
  return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8').trim() };
}

export function gitMissing(cause: unknown): GatehouseError {
  return new GatehouseError('config.engine', 'git could not be started', {
    hint: 'Install git 2.34 or newer and put it on the PATH.',
    cause,
  });
}
