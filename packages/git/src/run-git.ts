import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
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

type Call = [args: readonly string[], where: { cwd?: string; gitDirectory?: string }, Surroundings];

/** Starts git for reading, to be written to. `where`: a working folder (`cwd`) or a git directory (`gitDirectory`). */
export function spawnGit(...call: Call) {
  const { words, options } = prepare(...call);
  return spawn('git', words, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
}

function prepare(...[args, where, surroundings]: Call) {
  const place = where.gitDirectory === undefined ? [] : [`--git-dir=${where.gitDirectory}`];
  const options = {
    cwd: where.cwd ?? where.gitDirectory,
    env: readingEnvironment(surroundings),
    windowsHide: true,
  };
  return { words: [...readingOptions, ...place, ...args], options };
}

/**
 * Runs git for reading and gives its whole output. Throws only where git cannot be started: `config.not_a_repository`
 * for a folder that is none or cannot be entered, `config.engine` for git itself.
 */
export async function runGit(
  args: readonly string[],
  where: { cwd?: string; gitDirectory?: string },
  surroundings: Surroundings,
): Promise<GitResult> {
  const child = startGit(args, where, surroundings);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', (cause) => reject(notStarted(cause, where.cwd ?? where.gitDirectory)));
    child.on('close', (exit) => resolve(exit ?? 128));
  });
  return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8').trim() };
}

// Some failures to start are thrown at once, others come as an event.
function startGit(...call: Call) {
  const { words, options } = prepare(...call);
  try {
    return spawn('git', words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    throw notStarted(cause, options.cwd);
  }
}

// Of a working folder that is not there, Node says the same as of a program that is not there.
function notStarted(cause: unknown, folder: string | undefined): GatehouseError {
  const why = folder === undefined ? null : whyNotEntered(folder);
  if (why === null) return gitMissing(cause);
  return new GatehouseError('config.not_a_repository', `${folder} ${why}`, {
    hint: 'Name a folder inside a clone: --repo <folder>.',
    cause,
  });
}

function whyNotEntered(folder: string): string | null {
  try {
    if (!statSync(folder).isDirectory()) return 'is a file, not a folder';
    accessSync(folder, constants.X_OK);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'does not exist';
    if (code === 'ENOTDIR') return 'leads through a file, which is not a folder';
    return `cannot be entered (${code})`;
  }
}

export function gitMissing(cause: unknown): GatehouseError {
  return new GatehouseError('config.engine', 'git could not be started', {
    hint: 'Install git 2.34 or newer and put it on the PATH.',
    cause,
  });
}
