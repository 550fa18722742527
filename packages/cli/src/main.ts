#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { keepCompiledCode } from './compile-cache.ts';
import { exitCodes } from './exit-code.ts';
import { complainOfNode } from './node-version.ts';

// Until the verdict is known, any end of this process is a failure of ours: never 0, and never 1, which means blocked.
process.exitCode = exitCodes.internal;
const complaint = complainOfNode(process.versions.node);
if (complaint === null) {
  // A run is over before the code that V8 optimises pays. Newer ones begin later by themselves. Not before the policy's
  // thread has begun: under other flags than it was made with, V8 does not take Node's own code as it is, but reads it again.
  if (Number.parseInt(process.versions.node, 10) < 22)
    process.once('worker', (thread) => thread.once('online', optimiseLater));
  // Nothing is loaded before that could be kept.
  const stderr = { terminal: false, color: false, write: (text: string) => void process.stderr.write(text) };
  keepCompiledCode(process.argv.slice(2), { env: process.env, stderr });
  // Not before: an older Node would already fail on what this imports.
  const { start } = await import('./start.ts');
  await start(new URL(import.meta.url));
} else {
  process.stderr.write(`✗ ${complaint}\n`);
  process.exitCode = exitCodes.usage;
}

function optimiseLater(): void {
  for (const budget of ['--interrupt-budget=2000000', '--wasm-tiering-budget=13000000'])
    setFlagsFromString(budget);
}
