import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { OpaError, OpaResult } from './opa-types.ts';

export interface Run {
  home: string;
  request: string;
  timeoutMs: number;
}

const mostOutput = 64 * 1024 * 1024;
const mostWords = 1000;
// What run-opa.mjs ends with when opa.wasm is not the module that opa.json names.
const damaged = 86;

/**
 * Runs OPA once in a child without environment and gives what it wrote. Go's wasm can not be interrupted, so a
 * time-out kills the process: `opa_timeout`. Any other end but a clean one is `opa_crashed`, with its first and
 * last words.
 */
export function runChild(run: Run): Promise<OpaResult<string>> {
  let child: ChildProcessWithoutNullStreams;
  try {
    child = start(run);
  } catch (error) {
    return Promise.resolve(notStarted(error));
  }
  return new Promise((resolve) => {
    const output: Buffer[] = [];
    let size = 0;
    const words = { first: '', last: '' };
    let failure: OpaError | null = null;
    const kill = (code: string, message: string) => {
      failure ??= { code, message };
      child.kill('SIGKILL');
    };
    const timer = setTimeout(
      () => kill('opa_timeout', `OPA gave no answer within ${run.timeoutMs / 1000} s and was killed`),
      run.timeoutMs,
    );
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostOutput) kill('opa_crashed', 'OPA wrote more than 64 MiB');
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      // Go says first why it ends, Node last.
      const room = mostWords - words.first.length;
      words.first += chunk.toString('utf8').slice(0, room);
      words.last = (words.last + chunk.toString('utf8').slice(room)).slice(-mostWords);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve(notStarted(error));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (failure !== null) return resolve({ ok: false, errors: [failure] });
      if (code === 0) return resolve({ ok: true, value: Buffer.concat(output).toString('utf8') });
      const message = `OPA ended with ${signal ?? `code ${code}`}: ${(words.first + words.last).trim() || 'no reason given'}`;
      return resolve({
        ok: false,
        errors: [{ code: code === damaged ? 'opa_damaged' : 'opa_crashed', message }],
      });
    });
    // A child that ends before it has read the request says why by its end.
    child.stdin.on('error', () => {});
    child.stdin.end(run.request);
  });
}

function start({ home }: Run): ChildProcessWithoutNullStreams {
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', join(home, 'run-opa.mjs')], {
    env: {},
    stdio: 'pipe',
    windowsHide: true,
  });
  // Where the machine has no more processes or files, Node gives a child without streams, and `error` comes later.
  if (child.stdin && child.stdout && child.stderr) return child as ChildProcessWithoutNullStreams;
  child.on('error', () => {});
  throw new Error('the machine has no more processes or files to give');
}

function notStarted(error: unknown): OpaResult<never> {
  const reason = error instanceof Error ? error.message : String(error);
  return { ok: false, errors: [{ code: 'opa_crashed', message: `OPA could not be started: ${reason}` }] };
}
