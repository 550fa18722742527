import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { OpaResult } from './opa-types.ts';

const mostOutput = 64 * 1024 * 1024;

/**
 * Runs OPA once in a child without environment and gives what it wrote. Go's wasm can not be interrupted, so a
 * time-out kills the process: `opa_timeout`. Any other end but a clean one is `opa_crashed`, with its last words.
 */
export function runChild(options: {
  home: string;
  module: string;
  request: string;
  timeoutMs: number;
}): Promise<OpaResult<string>> {
  const child = spawn(
    process.execPath,
    ['--no-warnings', join(options.home, 'run-opa.mjs'), options.module],
    {
      env: {},
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    },
  );
  const output: Buffer[] = [];
  let size = 0;
  let words = '';
  let failure: { code: string; message: string } | null = null;

  return new Promise((resolve) => {
    const kill = (code: string, message: string) => {
      failure ??= { code, message };
      child.kill('SIGKILL');
    };
    const timer = setTimeout(
      () => kill('opa_timeout', `OPA gave no answer within ${options.timeoutMs / 1000} s and was killed`),
      options.timeoutMs,
    );
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostOutput) kill('opa_crashed', 'OPA wrote more than 64 MiB');
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-2000);
    });
    child.on('error', (error) => kill('opa_crashed', `OPA could not be started: ${error.message}`));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (failure === null && code === 0)
        return resolve({ ok: true, value: Buffer.concat(output).toString('utf8') });
      const message = `OPA ended with ${signal ?? `code ${code}`}: ${words.trim() || 'no reason given'}`;
      return resolve({ ok: false, errors: [failure ?? { code: 'opa_crashed', message }] });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.request);
  });
}
