// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleSource, hostOf } from './load-source.mjs';
import { engine, median } from './repository.mjs';

const load = createRequire(join(engine, 'packages/policy/package.json'));
const rounds = 2000;

/** The whole rule set on the facts of one release, inside of one warm instance; and what comes before the first. */
export async function benchPolicy(/** @type {import('./repository.mjs').Repository} */ repository) {
  const source = await import(pathToFileURL(await bundleSource(repository.home)).href);
  const compiled = starts(repository, 7, () => forget(repository));
  const cached = starts(repository, 11, () => {});
  const shipped = starts(repository, 11, () => forget(repository), 'shipped');
  console.log(`  compiled, without a cache      ${compiled.loaded.toFixed(0)} ms (aim: under 1,000 ms)`);
  console.log(
    `  cached: read and checked       ${cached.loaded.toFixed(1)} ms, and ready in its thread ${cached.ready.toFixed(1)} ms (aim: under 30 ms)`,
  );
  console.log(
    `  shipped: read and checked      ${shipped.loaded.toFixed(1)} ms, and ready in its thread ${shipped.ready.toFixed(1)} ms`,
  );
  const { loadPolicy } = load('@open-policy-agent/opa-wasm');
  const { wasm, data } = await source.loadPolicy(
    hostOf(repository.home),
    source.openWorkTree(repository.root),
  );
  const policy = await loadPolicy(wasm, { initial: 32, maximum: 4096 });
  policy.setData(data);
  const text = readFileSync(join(engine, 'policies/examples/ready.json'), 'utf8');
  const compact = JSON.stringify(JSON.parse(text));
  const judged = time(() => policy.evaluate(new TextEncoder().encode(compact).buffer, 'main/decision'));
  const copied = time(() => JSON.stringify(JSON.parse(compact)));
  console.log(
    `  facts                          ${(compact.length / 1024).toFixed(0)} KB, policy ${(wasm.length / 1024).toFixed(0)} KB`,
  );
  console.log(`  JSON.parse + JSON.stringify    ${copied.toFixed(3)} ms`);
  console.log(
    `  policy, median of ${rounds}       ${judged.toFixed(3)} ms a release (aim: under 1 ms), ${(judged / copied).toFixed(1)}×`,
  );
}

/** Medians of several starts. @param {import('./repository.mjs').Repository} repository @param {number} times @param {() => void} before @param {string} from */
function starts(repository, times, before, from = '') {
  const all = Array.from({ length: times }, () => {
    before();
    return start(repository, from);
  });
  return { loaded: median(all.map((one) => one.loaded)), ready: median(all.map((one) => one.ready)) };
}

/** @returns {{loaded: number, ready: number}} */
function start(
  /** @type {import('./repository.mjs').Repository} */ { home, root, env },
  /** @type {string} */ from,
) {
  const run = spawnSync(process.execPath, [join(engine, 'bench/policy-start.mjs'), home, root, from], {
    env,
  });
  if (run.status !== 0) throw new Error(`the policy did not start: ${run.stderr}`);
  return JSON.parse(run.stdout.toString());
}

/** Of the compiled policy nothing is left. */
function forget(/** @type {import('./repository.mjs').Repository} */ { home }) {
  rmSync(join(home, '.cache/gatehouse'), { recursive: true, force: true });
}

/** @param {() => unknown} work */
function time(work) {
  for (let index = 0; index < 200; index += 1) work();
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return median(times);
}
