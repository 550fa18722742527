import { type ChildProcess, spawn } from 'node:child_process';
import type { CommandLine } from './isolation.ts';
import { createStderrReader } from './read-stderr.ts';
import { residentMemory } from './resident-memory.ts';

/** How a child ended: by itself (`exited`, with its exit code or signal), or stopped by us for a reason. */
export interface ChildResult {
  ending: 'exited' | 'timeout' | 'memory' | 'answer-too-large' | 'not-started';
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: Buffer;
  /** The last lines of stderr, printable. */
  stderr: string[];
}

export interface ChildOptions {
  command: CommandLine;
  directory: string;
  environment: Record<string, string>;
  input: string;
  seconds: number;
  memoryMb: number;
  onProgress: (share: number, doing: string) => void;
  signal?: AbortSignal | undefined;
}

export const largestAnswer = 32 * 1024 * 1024;
const memoryInterval = 50;
const longestTimer = 2 ** 31 - 1;

/**
 * Runs a command in a process group of its own and ends the whole group, whatever happens. Throws only the reason of
 * `signal`, after the group is dead.
 */
export async function runChild(options: ChildOptions): Promise<ChildResult> {
  options.signal?.throwIfAborted();
  const [program, ...parameters] = options.command;
  const child = spawn(program, parameters, {
    cwd: options.directory,
    env: options.environment,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stderr = createStderrReader(options.onProgress);
  const chunks: Buffer[] = [];
  let size = 0;
  let ending: ChildResult['ending'] = 'exited';
  const stop = (why: ChildResult['ending']) => {
    if (ending === 'exited') ending = why;
    killGroup(child);
  };
  child.stderr.on('data', (chunk: Buffer) => stderr.write(chunk));
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > largestAnswer) stop('answer-too-large');
    else chunks.push(chunk);
  });
  // A child may end without reading its request: that shows in how it ended.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input);

  const timer = setTimeout(() => stop('timeout'), Math.min(options.seconds * 1000, longestTimer));
  const memory = setInterval(() => {
    if (child.pid !== undefined && (residentMemory(child.pid) ?? 0) > options.memoryMb) stop('memory');
  }, memoryInterval);
  const abort = () => killGroup(child);
  options.signal?.addEventListener('abort', abort);
  const ended = await waitForEnd(child);
  clearTimeout(timer);
  clearInterval(memory);
  options.signal?.removeEventListener('abort', abort);
  options.signal?.throwIfAborted();
  if (ended.failed !== undefined) stderr.write(Buffer.from(`${ended.failed}\n`));
  return {
    ending: ended.failed === undefined ? ending : 'not-started',
    code: ended.code,
    signal: ended.signal,
    stdout: Buffer.concat(chunks),
    stderr: stderr.tail(),
  };
}

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  failed?: string;
}

// After the child itself has ended, nobody else may keep its pipes open for long: what is left of the group is killed.
function waitForEnd(child: ChildProcess): Promise<Ended> {
  return new Promise((done) => {
    child.on('error', (error) => done({ code: null, signal: null, failed: error.message }));
    child.on('exit', (code, signal) => {
      killGroup(child);
      const patience = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        done({ code, signal });
      }, 1000);
      child.on('close', () => {
        clearTimeout(patience);
        done({ code, signal });
      });
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // No such group: all of it has ended.
    child.kill('SIGKILL');
  }
}
