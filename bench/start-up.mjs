// @ts-check
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { engine, median, proposeRelease } from './repository.mjs';

const rounds = 21;

/** One release that differs from main, judged by a whole process, beside a process of Node that does nothing. */
export function benchStartUp(/** @type {import('./repository.mjs').Repository} */ repository) {
  proposeRelease(repository);
  const gate = () => time([join(engine, 'packages/cli/dist/gate.mjs')], repository);
  const nothing = () => time(['-e', '0'], repository);
  const first = gate();
  const pairs = Array.from({ length: rounds }, () => [nothing(), gate()]);
  const [base, whole] = [0, 1].map((index) =>
    median(pairs.map((pair) => /** @type {number} */ (pair[index]))),
  );
  console.log(`  first run, policies shipped    ${first.toFixed(0)} ms`);
  console.log(`  node -e 0                      ${base?.toFixed(0)} ms`);
  console.log(`  gate                           ${whole?.toFixed(0)} ms`);
  console.log(`  ratio                          ${(Number(whole) / Number(base)).toFixed(2)}× (aim 3×)`);
}

/** @param {string[]} args @param {import('./repository.mjs').Repository} repository */
function time(args, { root, env }) {
  const started = performance.now();
  const run = spawnSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  if (run.status === null || run.status > 2) throw new Error(`the gate failed: ${run.stderr}`);
  return performance.now() - started;
}
