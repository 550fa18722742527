import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createProposal, engine } from './team.ts';

test('whoever reads slowly gets the whole output, and the exit code', async () => {
  const { root, home } = createProposal();
  // More than a pipe or a socket takes in by itself.
  const copies = 200;
  const again = Array.from({ length: copies - 1 }, () => ['--output', 'json=-']).flat();
  const args = ['check', '--format', 'json', ...again, '--output', `json=${join(home, 'report.json')}`];
  const gate = join(engine, 'packages/cli/dist/gate.mjs');
  const child = spawn(process.execPath, [gate, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let bytes = 0;
  for await (const chunk of child.stdout) {
    bytes += chunk.length;
    await setTimeout(1);
  }
  expect(await ended).toBe(2);
  expect(bytes).toBe(copies * readFileSync(join(home, 'report.json')).length);
});
